-- one row per target of the SKB x school year with activities: whether it can be held against what is counted, and if so how it stands
create table mart.target_year as
with
years as (
    select distinct
        school_year,
        -- a school year stands at its end, the current one at the as-of date
        least(make_date(cast(school_year[6:9] as integer), 7, 31), cast(getvariable('as_of_date') as date)) as moment
    from mart.fact
),
-- what partners told of their activities, by activity: yes, no, or null where nobody said it
marked as (
    select a.school_year, m.fact_id, a.programme_id, a.school_id, s.municipality_code, f.value
    from mart.activity as a
    join mart.school as s using (school_id)
    cross join (select unnest(['via_skb', 'learning_line']) as fact_id) as m
    left join mart.activity_fact as f
        on f.programme_id = a.programme_id and f.school_id = a.school_id and f.school_year = a.school_year
        and f.fact_id = m.fact_id
),
told as (
    select
        school_year, fact_id,
        count(distinct school_id) filter (where value = 'yes') as schools,
        count(distinct municipality_code) filter (where value = 'yes') as municipalities,
        count(distinct programme_id) filter (where value is not null) as told_count,
        count(distinct programme_id) as asked_count,
        bool_and(value is not null) as is_complete
    from marked
    group by all
),
aimed as (
    select
        t.*, y.school_year, y.moment, read_count(c.from_year) as from_year, clean(c.fact_id) as fact_id,
        told.told_count, told.asked_count, told.is_complete,
        case when c.counted = 'municipalities' then told.municipalities else told.schools end as marked_count,
        case
            when year(y.moment) < read_count(c.from_year) then 'not_yet_valid'
            when t.goal_year < year(y.moment) then 'over'
            -- a figure is held against a goal only where both count the same
            when c.counting = 'same' then 'counted'
            when c.counting in ('marks', 'marks_beside') and told.told_count > 0
                then if(c.counting = 'marks', 'counted', 'counted_beside')
            when c.counting in ('marks', 'marks_beside') then 'awaits_marks'
            else 'not_countable'
        end as state,
        if(state like 'counted%', coalesce(clean(c.counted_nl), clean(c.reason_nl)), clean(c.reason_nl)) as reason_nl,
        if(state like 'counted%', coalesce(clean(c.counted_en), clean(c.reason_en)), clean(c.reason_en)) as reason_en
    from mart.target as t
    join raw.reference_skb_target_counting as c on clean(c.target_id) = t.target_id
    cross join years as y
    left join told on told.school_year = y.school_year and told.fact_id = clean(c.fact_id)
),
planned as (
    select clean(target_id) as target_id, string_agg(clean(expected), ', ' order by read_count(quarter)) as steps
    from raw.reference_skb_target_steps
    group by all
),
-- what the plan says of the last quarter that has ended
steps as (
    select
        a.target_id, a.school_year,
        max_by(read_number(s.expected), make_date(read_count(s.year), 3 * read_count(s.quarter), 1)) as expected
    from aimed as a
    join raw.reference_skb_target_steps as s
        on clean(s.target_id) = a.target_id
        and last_day(make_date(read_count(s.year), 3 * read_count(s.quarter), 1)) <= a.moment
    group by all
),
standing as (
    select
        a.*, case when a.state like 'counted%' then coalesce(a.marked_count, f.value) end as value,
        case when a.state = 'counted' then coalesce(
            s.expected,
            -- without steps a straight line: the goal holds at the end of its year, without a start the line begins at 0
            coalesce(read_number(a.baseline), 0) + (read_number(a.goal) - coalesce(read_number(a.baseline), 0)) * least(
                (year(a.moment) + dayofyear(a.moment) / 366.0 - coalesce(a.baseline_year, a.from_year))
                / (a.goal_year + 1 - coalesce(a.baseline_year, a.from_year)), 1
            )
        ) end as expected
    from aimed as a
    left join steps as s using (target_id, school_year)
    left join mart.fact as f on f.fact_id = a.fact_id and f.school_year = a.school_year
)
select
    target_id, school_year, state, from_year, fact_id, reason_nl, reason_en, p.steps,
    cast(value as double) as value, cast(round(expected, 1) as double) as expected,
    case
        when value is null or expected is null then null
        -- of what only some told, the rest may add to it: never behind
        when value < 0.9 * expected then if(is_complete is false, null, 'behind')
        when value >= 1.1 * expected then 'ahead'
        else 'on_course'
    end as verdict,
    case when state like 'counted%' then told_count end as told_count,
    case when state like 'counted%' then asked_count end as asked_count,
    case when state like 'counted%' then is_complete end as is_complete
from standing
left join planned as p using (target_id)
order by target_id, school_year;
