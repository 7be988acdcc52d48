-- one row per area, indicator of closed data, period and group; read only with the right to closed data
create table mart.closed_area_value as
select
    v.area_code, a.level, v.indicator_id, v.period, v.group_code, v.value, v.lower, v.upper, v.n, v.status, cast(null as varchar) as quality_flag
from core.imported_value as v
join mart.area as a on a.area_code = v.area_code
where v.visibility = 'closed' and v.area_code is not null
order by all;
