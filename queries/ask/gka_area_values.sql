-- one row per area of these municipalities (districts, themselves, the country), period and group of an open indicator
-- resource: open
-- area: area_code
-- params: municipalities text[] = ["GM9001"], indicator text = "vo_exam_pass_pct"
select
    v.area_code, v.period, v.group_code, v.value, v.n, v.status,
    case when v.status = 'suppressed' then v.lower end as lower,
    case when v.status = 'suppressed' then v.upper end as upper
from mart.area_value as v
join mart.area as a using (area_code)
where v.indicator_id = $indicator
    and (
        a.level = 'country'
        or a.level in ('district', 'municipality') and list_contains($municipalities, a.municipality_code)
    )
order by v.area_code, v.group_code, v.period
