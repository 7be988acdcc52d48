-- one row per institution, indicator of closed data, period and group; read only with the right to closed data
create table mart.closed_institution_value as
select
    v.brin, v.indicator_id, v.period, v.group_code, v.value, v.lower, v.upper, v.n, v.status, cast(null as varchar) as quality_flag
from core.imported_value as v
semi join mart.school as s on s.brin = v.brin
where v.visibility = 'closed' and v.brin is not null
order by all;
