-- one row per area, school indicator, period and group: sums and weighted means over its schools, PO and VO apart
create table core.area_school as
with
cells as (
    select
        a.area_code, v.indicator_id, v.period, v.group_code, v.school_id, v.status, v.value,
        -- a hidden count is 1 to 4
        case v.status when 'observed' then v.value when 'suppressed' then coalesce(v.lower, 1) end as low,
        case v.status when 'observed' then v.value when 'suppressed' then coalesce(v.upper, 4) end as high
    from mart.school_value as v
    join raw.reference_indicator as i using (indicator_id)
    join core.school_in_area as a using (school_id)
    where i.aggregate is not null
),
-- listed schools of the indicator's sector without any row for the period
absent as (
    select e.area_code, p.indicator_id, p.period, e.listed - coalesce(q.present, 0) as absent
    from (
        select a.area_code, s.sector, count(*) as listed
        from core.school_in_area as a
        join mart.school as s using (school_id)
        where s.is_listed
        group by all
    ) as e
    join (select distinct indicator_id, period from cells) as p on true
    join raw.reference_indicator as i on i.indicator_id = p.indicator_id and i.sector = e.sector
    left join (
        select c.area_code, c.indicator_id, c.period, count(distinct c.school_id) as present
        from cells as c
        join mart.school as s on s.school_id = c.school_id and s.is_listed
        group by all
    ) as q on q.area_code = e.area_code and q.indicator_id = p.indicator_id and q.period = p.period
),
sums as (
    select
        area_code, indicator_id, period, group_code,
        count(*) filter (where status = 'observed') as n,
        count(*) filter (where status = 'suppressed') as hidden,
        count(*) filter (where status <> 'observed') as unknown,
        round(sum(value), 6) as value, round(sum(low), 6) as low, round(sum(high), 6) as high
    from cells
    where indicator_id in (select indicator_id from raw.reference_indicator where aggregate = 'sum')
    group by all
),
sum_rows as (
    select
        area_code, indicator_id, period, group_code,
        case when hidden = 0 then value end as value,
        case when hidden > 0 and n + hidden > 1 then low end as lower,
        case when hidden > 0 and n + hidden > 1 then high end as upper,
        case when hidden = 0 then n end as n, case when hidden > 0 then 'suppressed' when n > 0 then 'observed' else 'missing' end as status, unknown as left_out_count
    from sums
),
-- rates: parts and wholes of the schools that have both
pairs as (
    select
        r.indicator_id, r.multiplier, p.area_code, p.period, p.group_code,
        count(*) as schools, round(sum(p.value), 6) as part, round(sum(w.value), 6) as whole
    from raw.reference_indicator as r
    join cells as p on p.indicator_id = r.numerator and p.status = 'observed'
    join cells as w on w.indicator_id = r.denominator and w.status = 'observed'
        and w.area_code = p.area_code and w.school_id = p.school_id and w.period = p.period and w.group_code = p.group_code
    where r.aggregate = 'ratio'
    group by all
),
unpaired as (
    select r.indicator_id, p.area_code, p.period, p.group_code, count(*) as left_out_count
    from raw.reference_indicator as r
    join cells as p on p.indicator_id = r.indicator_id and p.status in ('suppressed', 'missing')
    where r.aggregate = 'ratio'
    group by all
),
ratio_rows as (
    select
        p.area_code, p.indicator_id, p.period, p.group_code, p.multiplier * p.part / nullif(p.whole, 0) as value, p.whole as n,
        case
            when p.whole = 0 then 'not_applicable'
            -- a rate over the few schools with open counts would stand for the others too: say nothing
            when coalesce(u.left_out_count, 0) > 0.1 * (p.schools + coalesce(u.left_out_count, 0)) then 'suppressed'
            when p.multiplier = 100 and tells_too_much(p.part, p.whole) then 'withheld'
            else 'observed'
        end as status,
        coalesce(u.left_out_count, 0) as left_out_count
    from pairs as p
    left join unpaired as u using (area_code, indicator_id, period, group_code)
),
-- means weighted by what each school's mean stands on
mean_rows as (
    select
        c.area_code, c.indicator_id, c.period, c.group_code, round(sum(v.value * v.n) / nullif(sum(v.n), 0), 9) as value, sum(v.n) as n,
        count(*) filter (where c.status <> 'observed') as left_out_count
    from cells as c
    join mart.school_value as v using (school_id, indicator_id, period, group_code)
    where c.indicator_id in (select indicator_id from raw.reference_indicator where aggregate = 'mean')
    group by all
),
all_rows as (
    select * from sum_rows
    union all by name
    select r.* exclude (value, n), case when status = 'observed' then value end as value, case when status = 'observed' then n end as n,
        case when status = 'suppressed' then b.lower end as lower, case when status = 'suppressed' then b.upper end as upper
    from ratio_rows as r
    left join core.area_exam_bounds as b using (area_code, indicator_id, period, group_code)
    union all by name
    select *, case when value is null then 'missing' else 'observed' end as status from mean_rows
)
select
    r.area_code, a.level, r.indicator_id, r.group_code, r.period, cast(r.value as double) as value,
    cast(r.lower as double) as lower, cast(r.upper as double) as upper, cast(r.n as bigint) as n, r.status,
    null as quality_flag, r.left_out_count + coalesce(b.absent, 0) as left_out_count,
    case when r.left_out_count > 0 then 'no_open_figure' when b.absent > 0 then 'no_figure' end as left_out_reason,
    0 as approximate_count
from all_rows as r
join mart.area as a using (area_code)
left join absent as b using (area_code, indicator_id, period)
where not a.is_water
order by 3, 1, 5, 4;
