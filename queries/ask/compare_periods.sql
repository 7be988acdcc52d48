-- one row per period of an indicator with figures of areas at one level, oldest first
-- resource: open
-- area: none
-- params: indicator text = "ses_woa", level text = "district"
with found as (
    select period, area_code
    from mart.area_value
    where indicator_id = case $indicator when 'children_pct' then 'population_0_14' else $indicator end
        and level = $level and group_code = 'all' and status = 'observed'
    union all
    select '2014', area_code
    from mart.area_value
    where $indicator = 'ses_woa' and indicator_id = 'ses_woa_change' and level = $level and status = 'observed'
)

select period, count(*) as areas_count
from found
group by period
order by period
