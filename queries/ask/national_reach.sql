-- one row per fifth of primary schools by need per pupil (5 = greatest): schools, those with a partner, and their need
-- resource: partner
-- area: none
-- params: school_year text = ""
with
schools as (
    select
        ntile(5) over (partition by sector order by need_per_pupil, school_id) as fifth, is_active,
        cast(need as double) as need
    from mart.coverage_school('PO', $school_year, [], [], false, false, false)
    where is_listed and quality_flag = '' and need_per_pupil is not null
)
select
    fifth, count(*) as schools_count, count(*) filter (where is_active) as active_count,
    sum(need) as need, coalesce(sum(need) filter (where is_active), 0) as active_need
from schools
group by fifth
order by fifth
