-- one row per district with key figures and area that it lies in (itself included), up to the country
create table core.district_in_area as
select area_code as district_code, area_code from core.district_people
union all
select p.area_code, p.municipality_code from core.district_people as p
join mart.area as a on a.area_code = p.municipality_code
union all
select p.area_code, m.member_of
from core.district_people as p
join mart.area_member as m on m.area_code = p.municipality_code and m.member_of <> 'GKA'
order by all;
