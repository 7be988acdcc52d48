-- one row per school year and fifth of primary schools by need per pupil (5 = greatest): the share with these advices
-- resource: open
-- area: none
-- params: indicator text = "po_advice_count", upper text[] = ["havo", "havo_vwo", "vwo"]
-- params: unlevelled text[] = ["all", "vso", "not_possible"]
-- of institutions with one location and no hidden count; error: of a ratio, schools as clusters
with
alone as (
    select brin
    from mart.school
    where is_listed and sector = 'PO'
    group by brin
    having count(*) = 1
),
ranked as (
    select s.brin, ntile(5) over (partition by n.sector order by n.need_per_pupil, n.school_id) as fifth
    from mart.school_need as n
    join mart.school as s using (school_id)
    where n.sector = 'PO' and n.is_listed and n.quality_flag = '' and n.need_per_pupil is not null
),
counts as (
    select
        r.fifth, v.period, v.brin,
        bool_or(v.status <> 'observed') as is_hidden,
        sum(v.value) filter (where list_contains($upper, v.group_code)) as part,
        sum(v.value) filter (where not list_contains($unlevelled, v.group_code)) as whole
    from ranked as r
    join alone using (brin)
    join mart.institution_value as v using (brin)
    where v.indicator_id = $indicator and v.group_code <> 'all'
    group by r.fifth, v.period, v.brin
),
shares as (
    select
        period, fifth, count(*) as schools_count, count(*) filter (where is_hidden) as hidden_count,
        sum(coalesce(part, 0)) filter (where not is_hidden) as part, sum(whole) filter (where not is_hidden) as whole
    from counts
    group by period, fifth
)
select
    s.period, s.fifth, s.schools_count, s.hidden_count, s.part, s.whole, s.part / nullif(s.whole, 0) as share,
    sqrt(
        sum(power(coalesce(c.part, 0) - s.part / s.whole * c.whole, 2)) * count(*) / nullif(count(*) - 1, 0)
    ) / nullif(s.whole, 0) as error
from shares as s
join counts as c on c.period = s.period and c.fifth = s.fifth and not c.is_hidden and c.whole > 0
group by s.period, s.fifth, s.schools_count, s.hidden_count, s.part, s.whole
order by s.period, s.fifth
