-- one row per area, period and group: a rate, or the interval of one that only hidden counts of 1 to 4 keep from being told
-- resource: open
-- area: area_code
-- params: indicator text = "vo_exam_pass_pct", areas text[] = ["NL00"]
select
    area.area_code, area.name, v.period, v.group_code, v.status,
    case when v.status = 'observed' then v.value end as value,
    case when v.status = 'suppressed' then v.lower end as lower,
    case when v.status = 'suppressed' then v.upper end as upper
from mart.area_value as v
join mart.area using (area_code)
where v.indicator_id = $indicator
    and list_contains($areas, v.area_code)
    and (v.status = 'observed' or v.status = 'suppressed' and v.lower is not null)
order by area.area_code, v.group_code, v.period
