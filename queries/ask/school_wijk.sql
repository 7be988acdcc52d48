-- one row per indicator of a school's wijk, with the country's: what says something of where it stands, not of its pupils
-- resource: open
-- area: none
-- params: area text = "WK900100", indicators text[] = ["ses_woa", "low_income_households_pct"]
select v.area_code, v.indicator_id, v.period, v.value, v.status, c.value as country_value
from mart.area_value as v
left join mart.area_value as c
    on c.area_code = 'NL00' and c.indicator_id = v.indicator_id and c.period = v.period and c.group_code = v.group_code
where v.area_code = $area and v.group_code = 'all'
    and list_contains($indicators, v.indicator_id)
qualify v.period = max(v.period) over (partition by v.indicator_id)
order by v.indicator_id
