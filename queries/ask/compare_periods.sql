-- one row per period of an indicator with figures of areas at one level, oldest first
-- resource: open
-- area: none
-- params: indicator text = "ses_woa", level text = "district"
select period, count(*) as areas_count
from mart.area_value
where indicator_id = $indicator and level = $level and group_code = 'all' and status = 'observed'
group by period
order by period
