-- one row per indicator of a school: its newest figure, and how those of the schools of its sector lie
-- resource: open
-- area: none
-- params: school text = "90AP00", sector text = "PO", kind text = "bo"
-- params: indicators text[] = ["po_need_per_pupil", "pupils"]
with
newest as (
    -- some figures stand per kind of education: then those of the kind that is asked for
    select school_id, indicator_id, period, value, n, status, quality_flag
    from mart.school_value
    where list_contains($indicators, indicator_id) and group_code in ('all', $kind)
    qualify period = max(period) over (partition by indicator_id)
),
own as (select * from newest where school_id = $school),
town as (select municipality_code from mart.school where school_id = $school),
-- a sector of which this edition has no list is compared with all that were counted
listed as (select count(*) filter (where is_listed) > 0 as is_known from mart.school where sector = $sector),
others as (
    select v.indicator_id, v.value, s.municipality_code = (select municipality_code from town) as is_near
    from newest as v
    join mart.school as s using (school_id)
    cross join listed as l
    where s.sector = $sector and (s.is_listed or not l.is_known) and v.status = 'observed' and s.school_id <> $school
)
select
    o.indicator_id, o.period, o.value, o.n, o.status, o.quality_flag,
    count(h.value) as others_count,
    count(h.value) filter (where h.value < o.value) as below_count,
    quantile_cont(h.value, 0.005) as outer_low, quantile_cont(h.value, 0.25) as inner_low,
    quantile_cont(h.value, 0.5) as middle, quantile_cont(h.value, 0.75) as inner_high,
    quantile_cont(h.value, 0.995) as outer_high,
    quantile_cont(h.value, 0.5) filter (where h.is_near) as near_middle,
    count(h.value) filter (where h.is_near) as near_count,
    list(h.value order by h.value) filter (where h.is_near) as near_values
from own as o
left join others as h using (indicator_id)
group by all
order by o.indicator_id
