-- one row per area of a level: its newest value of one indicator, all groups together, and what it is of
-- resource: open
-- area: area_code
-- params: indicator text = "ses_woa", level text = "district"
with newest as (
    select max(period) as period
    from mart.area_value
    where indicator_id = $indicator
        and level = $level
        and group_code = 'all'
)

select
    area.area_code, area.name, area.municipality_code, area.municipality_name, area.province_code,
    area.map_index, newest.period,
    case when area_value.status = 'observed' then area_value.value end as value,
    coalesce(area_value.status, 'missing') as status,
    area_value.n
from mart.area
cross join newest
left join mart.area_value
    on area_value.area_code = area.area_code
    and area_value.indicator_id = $indicator
    and area_value.group_code = 'all'
    and area_value.period = newest.period
where area.level = $level
    and not coalesce(area.is_water, false)
order by area.area_code
