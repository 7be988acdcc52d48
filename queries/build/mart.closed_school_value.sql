-- one row per school, indicator of closed data, period and group; read only with the right to closed data
create table mart.closed_school_value as
select
    v.school_id, v.indicator_id, v.period, v.group_code, v.value, v.lower, v.upper, v.n, v.status, cast(null as varchar) as quality_flag
from core.imported_value as v
join mart.school as s on s.school_id = v.school_id
where v.visibility = 'closed' and v.school_id is not null
order by all;
