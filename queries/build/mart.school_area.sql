-- one row per school location and level of areas: the area it lies in, '' where it lies in none
create table mart.school_area as
with
levels as (select distinct level from mart.area),
inside as (
    select a.level, s.school_id, s.area_code
    from core.school_in_area as s
    join mart.area as a using (area_code)
    where not coalesce(a.is_water, false)
)
select l.level, s.school_id, coalesce(i.area_code, '') as area_code
from mart.school as s
cross join levels as l
left join inside as i on i.school_id = s.school_id and i.level = l.level
order by l.level, s.school_id;
