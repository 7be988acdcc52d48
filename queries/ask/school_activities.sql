-- one row per partner, programme and school year at a school, now and before
-- resource: partner
-- area: none
-- params: school text = "90AP00"
select
    partner_id, partner_name, programme_id, programme_name, school_year, participants_count, participants_lower,
    participants_upper, participants_status, confirmed_on, current_until, is_current
from mart.coverage_activity('', [], [], false, true)
where school_id = $school
order by is_current desc, school_year desc, partner_name, programme_name
