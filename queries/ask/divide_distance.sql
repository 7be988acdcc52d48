-- one row per school of these x partner: to the nearest other school of the sector where it is active, km straight on
-- resource: partner
-- area: none
-- params: ids text[] = ["90AP00"], sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false
with
active as (
    select distinct activity.partner_id, activity.partner_name, school.school_id, school.lon, school.lat, school.location_precision
    from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as activity
    join mart.school as school on school.school_id = activity.school_id
    where school.sector = $sector and school.lon is not null
),
pairs as (
    select
        origin.school_id, active.partner_id, active.partner_name,
        12742 * asin(sqrt(
            pow(sin(radians(active.lat - origin.lat) / 2), 2)
            + cos(radians(active.lat)) * cos(radians(origin.lat)) * pow(sin(radians(active.lon - origin.lon) / 2), 2)
        )) as distance_km
    from mart.school as origin
    cross join active
    where list_contains($ids, origin.school_id) and origin.lon is not null and active.school_id <> origin.school_id
        -- two schools at the one point of a postcode area: how far they are apart is not known
        and not (
            origin.location_precision = 'postcode4' and active.location_precision = 'postcode4'
            and origin.lon = active.lon and origin.lat = active.lat
        )
)
select school_id, partner_id, any_value(partner_name) as partner_name, min(distance_km) as distance_km
from pairs
group by school_id, partner_id
order by school_id, distance_km, partner_id
