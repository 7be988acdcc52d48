-- one row per province of the country: its newest value of one indicator
-- resource: open
-- area: area_code
-- params: area text = "NL00", indicator text = "ses_woa"
select
    area.area_code, area.level, area.name, area.municipality_name, area.map_index, area_value.period,
    case when area_value.status = 'observed' then area_value.value end as value,
    coalesce(area_value.status, 'missing') as status
from mart.area
left join mart.area_value
    on area_value.area_code = area.area_code
    and area_value.indicator_id = $indicator
    and area_value.group_code = 'all'
where area.parent_code = $area
    and area.level = 'province'
qualify area_value.period is null
    or area_value.period = max(area_value.period) over (partition by area.area_code)
order by area.name, area.area_code
