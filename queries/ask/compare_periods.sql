-- one row per period of an indicator with figures of areas at one level, oldest first
-- resource: open
select period, count(*) as areas_count
from mart.area_value
where indicator_id = $indicator and level = $level and group_code = 'all' and status = 'observed'
group by period
order by period
