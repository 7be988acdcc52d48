-- one row per school year and fifth of vmbo schools by their share in vmbo-b/k and pro (5 = largest): who passed vmbo
-- resource: open
-- area: none
-- params: type text = "vmbo", share text = "vo_vmbo_bk_pro_pct", candidates text = "vo_exam_candidates"
-- params: passed text = "vo_exam_passed"
-- only years in which the publisher hides no count of these schools; error: of a ratio, schools as clusters
with
shares as (
    select school_id, value
    from mart.school_value
    where indicator_id = $share and group_code = 'all' and status = 'observed'
    qualify period = max(period) over (partition by indicator_id)
),
exams as (
    select
        school_id, period, bool_or(status <> 'observed') as is_hidden,
        sum(value) filter (where indicator_id = $passed) as part,
        sum(value) filter (where indicator_id = $candidates) as whole
    from mart.school_value
    where indicator_id in ($candidates, $passed) and group_code = $type
    group by school_id, period
    having count(*) = 2
),
schools as (
    select
        e.*, ntile(5) over (partition by e.period order by s.value, e.school_id) as fifth
    from exams as e
    join shares as s using (school_id)
),
sums as (
    select
        period, fifth, count(*) as schools_count, count(*) filter (where is_hidden) as hidden_count,
        sum(part) filter (where not is_hidden) as part, sum(whole) filter (where not is_hidden) as whole
    from schools
    group by period, fifth
)
select
    m.period, m.fifth, m.schools_count, m.hidden_count, m.part, m.whole, m.part / nullif(m.whole, 0) as share,
    sqrt(sum(power(c.part - m.part / m.whole * c.whole, 2)) * count(*) / nullif(count(*) - 1, 0)) / nullif(m.whole, 0)
        as error
from sums as m
join schools as c on c.period = m.period and c.fifth = m.fifth and not c.is_hidden and c.whole > 0
group by m.period, m.fifth, m.schools_count, m.hidden_count, m.part, m.whole
order by m.period, m.fifth
