-- one row per school location, of any sector, with a chosen activity: who is active there, on what themes, for how many
-- resource: partner
-- area: none
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false
select
    a.school_id, s.lon, s.lat,
    count(distinct a.partner_id) as partners_count,
    string_agg(distinct a.partner_id, ',' order by a.partner_id) as partner_ids,
    sum(a.participants_count) as participants_count,
    count(*) filter (where a.participants_count is null) as untold_count,
    count(distinct a.theme_id) as themes_count,
    count(distinct a.partner_id) filter (where a.theme_id is not null) as themed_partners_count
from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as a
join mart.school as s using (school_id)
group by all
order by a.school_id
