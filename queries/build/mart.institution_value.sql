-- one row per institution (BRIN of 4 characters), indicator, period and group
create table mart.institution_value as
select code as brin, indicator_id, period, group_code, value, lower, upper, n, status, quality_flag
from core.advice_value
where grain = 'institution'
order by 1, 2, 3, 4;
