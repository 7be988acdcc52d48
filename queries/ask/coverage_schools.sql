-- one row per school location in these areas: its need and who is active, most unreached need first
-- resource: partner
-- area: municipality_code
-- params: areas text[] = ["PV90"], sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false, learning_line boolean = false
with
inside as (
    select distinct school_id
    from mart.school_area
    where list_contains($areas, area_code)
),
who as (
    select
        school_id,
        string_agg(distinct partner_name, ', ' order by partner_name) as partners,
        string_agg(distinct programme_name, ', ' order by programme_name) as programmes
    from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded)
    where school_id in (select school_id from inside)
    group by school_id
)
select
    school.school_id, school.name, school.place, school.municipality_code, school.is_listed, school.map_index,
    school.pupils_count, school.pupils_status,
    cast(school.need as double) as need, school.need_status,
    -- as in the shares of an area: need that can be reached is at listed schools
    cast(
        case when school.is_listed then case when school.is_active then school.need * 0 else school.need end end as double
    ) as unreached_need,
    school.need_per_pupil, school.is_active, school.is_high_without_partner,
    case when school.is_active then who.partners end as partners,
    case when school.is_active then who.programmes end as programmes,
    school.participants_count, school.participants_lower, school.participants_upper, school.untold_count,
    profile.quality_flag, school.location_precision
from mart.coverage_school($sector, $school_year, $partners, $themes, $founding, $faded, $learning_line) as school
join inside using (school_id)
left join who using (school_id)
left join mart.school_profile as profile on profile.school_id = school.school_id and profile.sector = $sector
order by unreached_need desc nulls last, school.need desc nulls last, school.name, school.school_id
