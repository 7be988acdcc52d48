-- one row per area, indicator, period and group, as sources and sums over schools give it, before what is derived from it
create view core.area_stated as
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
    union all by name
    select v.area_code, a.level, v.indicator_id, v.period, v.group_code, v.value, v.lower, v.upper, v.n, v.status,
        null as quality_flag, 0 as left_out_count, null as left_out_reason, 0 as approximate_count
    from core.imported_value as v
    join mart.area as a using (area_code)
    where v.visibility = 'open'
)
select
    area_code, level, indicator_id, period, group_code, value, lower, upper, cast(n as bigint) as n, status,
    quality_flag, cast(left_out_count as integer) as left_out_count, left_out_reason,
    cast(approximate_count as integer) as approximate_count
from parts;
