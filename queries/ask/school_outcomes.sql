-- one row per outcome, group and school year of a school: what is published, and the middle of the others of that group
-- resource: open
-- area: none
-- params: school text = "90AP00", indicators text[] = ["po_end_test_mean", "po_reference_level_pct"]
with
published as (
    select school_id, indicator_id, period, group_code, value, n, status
    from mart.school_value
    where list_contains($indicators, indicator_id)
),
own as (select * from published where school_id = $school),
-- only where nine in ten of at least ten schools have an open figure: those who are hidden are not like the rest
others as (
    select p.indicator_id, p.period, p.group_code, quantile_cont(p.value, 0.5) as middle, count(p.value) as others_count
    from published as p
    join own as o using (indicator_id, period, group_code)
    where p.school_id <> $school
    group by p.indicator_id, p.period, p.group_code
    having count(p.value) >= greatest(10, 0.9 * count(*))
)
select own.*, others.middle, others.others_count
from own
left join others using (indicator_id, period, group_code)
order by own.indicator_id, own.period desc, own.group_code
