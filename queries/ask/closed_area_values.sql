-- one row per area of these municipalities (districts, themselves, the country), period and group of a closed indicator
-- resource: closed
-- area: municipality_code
-- params: municipalities text[] = ["GM9001"], indicator text = "gka_afstroom_pct"
-- a figure of the whole may be read by whoever may read the part: the country's rows stand under each municipality
with
asked as (select unnest($municipalities) as municipality_code)
select
    v.area_code, asked.municipality_code, v.period, v.group_code, v.value, v.n, v.status, v.lower, v.upper
from mart.closed_area_value as v
join mart.area as a using (area_code)
join asked on a.level = 'country' or a.level in ('district', 'municipality') and a.municipality_code = asked.municipality_code
where v.indicator_id = $indicator
order by asked.municipality_code, v.area_code, v.group_code, v.period
