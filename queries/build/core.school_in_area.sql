-- one row per school location and area that it lies in, from neighbourhood to country
create table core.school_in_area as
select school_id, district_code as area_code from mart.school where district_code is not null
union all
select school_id, neighbourhood_code from mart.school where neighbourhood_code is not null
union all
select school_id, municipality_code from mart.school where municipality_code is not null
union all
select s.school_id, m.member_of
from mart.school as s
join mart.area_member as m on m.area_code = s.municipality_code and m.member_of <> 'GKA'
union all
-- a school whose municipality the classification does not know still counts for the country
select school_id, 'NL00' from mart.school where municipality_code is null
order by all;
