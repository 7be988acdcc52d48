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
aimed as (
    select
        t.*, y.school_year, y.moment, read_count(c.from_year) as from_year, c.counting, clean(c.fact_id) as fact_id,
        clean(c.reason_nl) as reason_nl, clean(c.reason_en) as reason_en,
        case
            when year(y.moment) < read_count(c.from_year) then 'not_yet_valid'
            when t.goal_year < year(y.moment) then 'over'
            -- a figure is held against a goal only where both count the same
            when c.counting = 'same' then 'counted'
            when c.counting = 'marks' then 'awaits_marks'
            else 'not_countable'
        end as state
    from mart.target as t
    join raw.reference_skb_target_counting as c on clean(c.target_id) = t.target_id
    cross join years as y
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
        a.*, case when a.state = 'counted' then f.value end as value,
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
        when value < 0.9 * expected then 'behind'
        when value >= 1.1 * expected then 'ahead'
        else 'on_course'
    end as verdict
from standing
left join planned as p using (target_id)
order by target_id, school_year;
