-- one row per country figure: inhabitants and households, and how many districts have a SES score
select indicator_id || '_total' as metric, group_code as key, value
from mart.area_value
where indicator_id in ('population', 'households') and level = 'country' and value is not null
union all
select 'districts_with_ses', 'all', count(distinct area_code)
from mart.area_value
where indicator_id = 'ses_woa' and level = 'district' and status = 'observed'
having count(*) > 0;
