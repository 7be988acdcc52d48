-- one row per partner active in a municipality: programmes, schools per sector, participants, when last confirmed
-- resource: partner
-- area: municipality_code
-- params: town text = "GM9001"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false
select
    a.partner_id, a.partner_name, $town as municipality_code,
    string_agg(distinct a.programme_name, ', ' order by a.programme_name) as programmes,
    count(distinct a.school_id) filter (where s.sector = 'PO') as po_schools_count,
    count(distinct a.school_id) filter (where s.sector = 'VO') as vo_schools_count,
    sum(a.participants_lower) as participants_lower, sum(a.participants_upper) as participants_upper,
    max(a.confirmed_on) as confirmed_on
from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as a
join mart.school as s using (school_id)
where s.municipality_code = $town and s.is_listed
group by a.partner_id, a.partner_name
order by po_schools_count + vo_schools_count desc, a.partner_name
