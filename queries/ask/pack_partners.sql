-- one row per partner active in municipalities, or in districts of them: programmes, schools per sector, participants
-- resource: partner
-- area: none
-- params: towns text[] = ["GM9001"], districts text[] = []
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false
select
    a.partner_id, a.partner_name,
    string_agg(distinct a.programme_name, ', ' order by a.programme_name) as programmes,
    count(distinct a.school_id) filter (where s.sector = 'PO') as po_schools_count,
    count(distinct a.school_id) filter (where s.sector = 'VO') as vo_schools_count,
    sum(a.participants_lower) as participants_lower, sum(a.participants_upper) as participants_upper,
    max(a.confirmed_on) as confirmed_on
from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as a
join mart.school as s using (school_id)
where list_contains($towns, s.municipality_code) and s.is_listed
    and (len($districts) = 0 or list_contains($districts, s.district_code))
group by a.partner_id, a.partner_name
order by po_schools_count + vo_schools_count desc, a.partner_name
