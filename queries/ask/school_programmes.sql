-- one row per programme, those at the school first: what was told of it, and how near the nearest school with it is
-- resource: partner
-- area: none
-- params: school text = "90AP00", sector text = "PO"
with
origin as (select school_id, lon, lat, municipality_code from mart.school where school_id = $school),
active as (
    select
        a.partner_id, a.programme_id, a.school_id, s.name as school_name, a.confirmed_on,
        s.school_id = o.school_id as is_here, s.municipality_code = o.municipality_code as is_in_town,
        12742 * asin(sqrt(
            pow(sin(radians(s.lat - o.lat) / 2), 2)
            + cos(radians(s.lat)) * cos(radians(o.lat)) * pow(sin(radians(s.lon - o.lon) / 2), 2)
        )) as distance_km
    from mart.activity as a
    join mart.school as s using (school_id)
    cross join origin as o
    where a.is_current and s.sector = $sector
),
per_programme as (
    select
        programme_id,
        bool_or(is_here) as is_here, bool_or(is_in_town) as is_in_town,
        min(distance_km) filter (where not is_here) as distance_km,
        arg_min(school_name, distance_km) filter (where not is_here) as nearest_school,
        arg_min(school_id, distance_km) filter (where not is_here) as nearest_school_id,
        max(confirmed_on) as confirmed_on,
        count(distinct school_id) as schools_count
    from active
    group by programme_id
)
select
    g.* replace (f.region as region, f.group_from as group_from, f.group_to as group_to), f.theme_ids,
    p.name as partner_name, t.name_nl as theme_nl, t.name_en as theme_en,
    coalesce(n.is_here, false) as is_here, coalesce(n.is_in_town, false) as is_in_town,
    n.distance_km, n.nearest_school, n.nearest_school_id, n.confirmed_on, coalesce(n.schools_count, 0) as schools_count
from mart.programme as g
join mart.partner as p using (partner_id)
left join per_programme as n using (programme_id)
left join mart.programme_told as f using (programme_id)
left join mart.gka_theme as t using (theme_id)
order by coalesce(n.is_here, false) desc, n.distance_km nulls last, p.name, g.name
