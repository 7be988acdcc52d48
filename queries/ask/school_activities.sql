-- one row per partner, programme and school year at a school, now and before; to a partner its own numbers in full
-- resource: partner
-- area: none
-- params: school text = "90AP00"
select
    a.partner_id, a.partner_name, a.programme_id, a.programme_name, a.school_year,
    coalesce(own.participants_count, a.participants_count) as participants_count,
    coalesce(own.participants_count, a.participants_lower) as participants_lower,
    coalesce(own.participants_count, a.participants_upper) as participants_upper,
    coalesce(own.participants_status, a.participants_status) as participants_status,
    a.confirmed_on, a.current_until, a.is_current
from mart.coverage_activity('', [], [], false, true) as a
left join mart.activity as own
    on own.programme_id = a.programme_id and own.school_id = a.school_id and own.school_year = a.school_year
    and list_contains($own_partners, own.partner_id)
where a.school_id = $school
order by a.is_current desc, a.school_year desc, a.partner_name, a.programme_name
