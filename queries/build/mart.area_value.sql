-- one row per area, indicator, period and group
create table mart.area_value as
with
parts as (
    select * from core.area_need
    union all by name
    select * from core.area_ses
    union all by name
    select * from core.area_people
    union all by name
    select * from core.area_circumstances
    union all by name
    select * from core.area_school
)
select
    area_code, level, indicator_id, period, group_code, value, lower, upper, cast(n as bigint) as n, status,
    quality_flag, cast(left_out_count as integer) as left_out_count, left_out_reason,
    cast(approximate_count as integer) as approximate_count
from parts
order by indicator_id, level, area_code, period;
