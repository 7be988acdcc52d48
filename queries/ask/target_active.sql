-- one row per school location, of any sector, with a chosen activity: who is active there, on what themes, for how many
-- resource: partner
-- area: none
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false
select
    a.school_id, s.lon, s.lat,
    count(distinct a.partner_id) as partners_count,
    string_agg(distinct a.partner_id, ',' order by a.partner_id) as partner_ids,
    -- at least and at most: fewer than 5 in a programme at a school count as 1 and as 4
    sum(a.participants_lower) as participants_count,
    sum(a.participants_upper) as participants_upper,
    count(*) filter (where a.participants_lower is null) as untold_count,
    count(distinct a.theme_id) as themes_count,
    count(distinct a.partner_id) filter (where a.theme_id is not null) as themed_partners_count
from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as a
join mart.school as s using (school_id)
group by all
order by a.school_id
