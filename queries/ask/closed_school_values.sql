-- one row per school location in these municipalities, period and group of a closed indicator
-- resource: closed
-- area: municipality_code
-- params: municipalities text[] = ["GM9001"], indicator text = "gka_toetsadvies_mean"
select v.school_id, s.municipality_code, v.period, v.group_code, v.value, v.n, v.status
from mart.closed_school_value as v
join mart.school as s using (school_id)
where v.indicator_id = $indicator and list_contains($municipalities, s.municipality_code)
order by v.school_id, v.group_code, v.period
