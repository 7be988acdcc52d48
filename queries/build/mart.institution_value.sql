-- one row per institution (BRIN of 4 characters), indicator, period and group
create table mart.institution_value as
select code as brin, indicator_id, period, group_code, value, lower, upper, n, status, quality_flag
from core.advice_value
where grain = 'institution'
union all
select brin, indicator_id, period, group_code, value, lower, upper, n, status, null
from core.imported_value
where visibility = 'open' and brin is not null and brin in (select brin from core.school_known)
order by 1, 2, 3, 4;
