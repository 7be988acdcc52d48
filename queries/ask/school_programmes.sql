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
),
-- told plainly; of the partner as a whole where a programme has no word of its own
facts as (
    select programme_id, fact_id, value from mart.programme_fact where programme_id not like '%/*'
    union all
    select g.programme_id, f.fact_id, f.value
    from mart.programme_fact as f
    join mart.programme as g using (partner_id)
    where f.programme_id like '%/*'
        and not exists (
            from mart.programme_fact as own where own.programme_id = g.programme_id and own.fact_id = f.fact_id
        )
),
told as (
    select
        programme_id,
        max(value) filter (where fact_id = 'working_area') as working_area,
        max(value) filter (where fact_id = 'themes') as theme_ids,
        regexp_extract(
            max(lower(replace(value, ' ', ''))) filter (where fact_id = 'groups'),
            '^(?:groep(?:en)?)?(vo[1-6]|mbo|[1-8])(?:t/m|tot|-|–)(vo[1-6]|mbo|[1-8])$', ['first', 'last']
        ) as groups
    from facts
    group by programme_id
)
select
    g.* replace (
        coalesce(f.working_area, g.region) as region,
        coalesce(nullif(f.groups['first'], ''), g.group_from) as group_from,
        coalesce(nullif(f.groups['last'], ''), g.group_to) as group_to
    ),
    coalesce(f.theme_ids, g.theme_id) as theme_ids,
    p.name as partner_name, t.name_nl as theme_nl, t.name_en as theme_en,
    coalesce(n.is_here, false) as is_here, coalesce(n.is_in_town, false) as is_in_town,
    n.distance_km, n.nearest_school, n.nearest_school_id, n.confirmed_on, coalesce(n.schools_count, 0) as schools_count
from mart.programme as g
join mart.partner as p using (partner_id)
left join per_programme as n using (programme_id)
left join told as f using (programme_id)
left join mart.gka_theme as t using (theme_id)
order by coalesce(n.is_here, false) desc, n.distance_km nulls last, p.name, g.name
