-- one row per area of a level inside these areas x partner: schools (listed ones), programmes and years of activity
-- resource: partner
-- area: area_code
-- params: level text = "municipality", areas text[] = ["PV90"], sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false, learning_line boolean = false
with
schools as materialized (
    select school_id, is_listed, is_active, need, need_status
    from mart.coverage_school($sector, $school_year, $partners, $themes, $founding, $faded, $learning_line)
),
-- areas without schools of the sector are no gaps
areas as (
    select
        area.area_code, area.name, count(*) filter (where schools.is_listed) as schools_count,
        count(*) filter (where schools.is_listed and schools.is_active) as all_active_count,
        -- a part that is hidden hides the sum
        case
            when not bool_or(schools.is_listed and schools.need_status in ('suppressed', 'withheld'))
                then cast(sum(schools.need) filter (where schools.is_listed and not schools.is_active) as double)
        end as unreached_need
    from mart.area as area
    join mart.school_area as inside on inside.level = $level and inside.area_code = area.area_code
    join schools using (school_id)
    where area.level = $level
        and (
            list_contains($areas, 'NL00')
            or list_contains($areas, area.area_code)
            or list_contains($areas, area.municipality_code)
            or list_contains($areas, area.province_code)
        )
    group by area.area_code, area.name
),
active as (
    select inside.area_code, schools.is_listed, activity.*
    from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as activity
    join schools on schools.school_id = activity.school_id and schools.is_active
    join mart.school_area as inside on inside.school_id = activity.school_id and inside.level = $level
)
select
    areas.area_code, areas.name, areas.schools_count, areas.all_active_count, areas.unreached_need,
    active.partner_id, active.partner_name,
    count(distinct active.school_id) filter (where active.is_listed) as active_schools_count,
    count(distinct active.programme_id) as programmes_count,
    sum(active.participants_lower) as participants_lower, sum(active.participants_upper) as participants_upper,
    min(active.school_year) as first_year, max(active.school_year) as last_year
from areas
left join active using (area_code)
group by all
order by areas.name, areas.area_code, active.partner_name
