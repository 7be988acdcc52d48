-- one row per period of a number per area and kind of pupils: what small multiples through time are drawn from
-- resource: open
-- area: area_code
-- params: indicator text = "pupils_history", kind text = "bo", areas text[] = ["NL00", "PV90"]
select
    area.area_code, v.period,
    case when v.status = 'observed' then v.value end as value,
    v.status
from mart.area_value as v
join mart.area using (area_code)
where v.indicator_id = $indicator
    and v.group_code = $kind
    and list_contains($areas, v.area_code)
order by area.area_code, v.period
