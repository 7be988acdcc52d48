-- one row per area, indicator, period and group
create table mart.area_value as
select * from core.area_stated
union all by name
select * from core.area_derived
order by indicator_id, level, area_code, period;
