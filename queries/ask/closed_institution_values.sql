-- one row per institution (BRIN of 4) with a school in these municipalities, period and group of a closed indicator
-- resource: closed
-- area: municipality_code
-- params: municipalities text[] = ["GM9001"], indicator text = "gka_toetsadvies_mean"
with
inside as (
    select brin, min(municipality_code) as municipality_code
    from mart.school
    where list_contains($municipalities, municipality_code)
    group by brin
)
select v.brin, i.municipality_code, v.period, v.group_code, v.value, v.n, v.status
from mart.closed_institution_value as v
join inside as i using (brin)
where v.indicator_id = $indicator
order by v.brin, v.group_code, v.period
