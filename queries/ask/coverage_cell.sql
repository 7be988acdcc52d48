-- one row per activity of one partner at the schools of one area: what, where and when; its own numbers in full
-- resource: partner
-- area: none
-- params: area text = "NL00", partner text = "beroepenreis-merwindia", sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false, learning_line boolean = false
select
    activity.school_id, school.name as school, school.place, activity.programme_name as programme, activity.theme_id,
    activity.school_year, coalesce(own.participants_count, activity.participants_lower) as participants_lower,
    coalesce(own.participants_text, activity.participants_text) as participants_text,
    coalesce(own.participants_status, activity.participants_status) as participants_status,
    activity.confirmed_on, activity.is_current
from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as activity
left join mart.activity as own
    on own.programme_id = activity.programme_id and own.school_id = activity.school_id
    and own.school_year = activity.school_year and list_contains($own_partners, own.partner_id)
join mart.coverage_school($sector, $school_year, $partners, $themes, $founding, $faded, $learning_line) as school
    on school.school_id = activity.school_id and school.is_active
join mart.school_area as area on area.school_id = activity.school_id and area.area_code = $area
where activity.partner_id = $partner
order by school.name, activity.school_id, activity.school_year desc, activity.programme_name
