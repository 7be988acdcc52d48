-- one row per fact with a target x school year: behind, on course or ahead of the straight line from start to goal
create table mart.fact_target as
with
rule as (
    -- without a start value the line starts at 0 in the year before the plan of 2024
    select 2023 as start_year, 0.9 as behind_below, 1.1 as ahead_from
),
aimed as (
    select k.fact_id, t.target_id, t.name_nl, t.name_en, read_number(t.goal) as goal, t.goal_year,
        coalesce(read_number(t.baseline), 0) as baseline, coalesce(t.baseline_year, r.start_year) as start_year
    from mart.fact_kind as k
    join mart.target as t using (target_id)
    cross join rule as r
    where read_number(t.goal) is not null and t.goal_year is not null
),
placed as (
    -- a school year stands for the calendar year in which it ends, the current one for the as-of date
    select f.school_year, f.fact_id, f.value, a.* exclude (fact_id),
        least(
            cast(f.school_year[6:9] as integer),
            year(cast(getvariable('as_of_date') as date)) + (dayofyear(cast(getvariable('as_of_date') as date)) / 366.0)
        ) as moment
    from mart.fact as f
    join aimed as a using (fact_id)
),
expecting as (
    select *,
        -- the goal holds at the end of its year
        case when moment > start_year then
            baseline + (goal - baseline) * least((moment - start_year) / (goal_year + 1 - start_year), 1)
        end as expected
    from placed
)
select
    e.fact_id, e.school_year, e.target_id, e.name_nl, e.name_en, e.goal, e.goal_year,
    round(e.expected, 1) as expected,
    case
        when e.expected is null then 'not_started'
        when e.value < r.behind_below * e.expected then 'behind'
        when e.value >= r.ahead_from * e.expected then 'ahead'
        else 'on_course'
    end as verdict
from expecting as e
cross join rule as r
order by e.fact_id, e.school_year;
