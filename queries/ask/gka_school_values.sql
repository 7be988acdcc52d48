-- one row per listed school location of these municipalities and period of an open indicator, all groups together
-- resource: open
-- area: municipality_code
-- params: municipalities text[] = ["GM9001"], indicator text = "po_need_per_pupil"
select v.school_id, s.name, s.municipality_code, v.period, v.group_code, v.value, v.n, v.status
from mart.school_value as v
join mart.school as s using (school_id)
where v.indicator_id = $indicator and v.group_code = 'all' and s.is_listed
    and list_contains($municipalities, s.municipality_code)
order by v.school_id, v.period
