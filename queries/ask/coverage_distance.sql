-- one row per area: from its listed schools to the nearest school where a chosen partner is active, in km straight on
-- resource: partner
-- area: area_code
-- params: areas text[] = ["WK900100"], level text = "district", sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false, learning_line boolean = false
with
schools as materialized (
    select school_id, lon, lat, location_precision, is_listed, is_active
    from mart.coverage_school($sector, $school_year, $partners, $themes, $founding, $faded, $learning_line)
    where lon is not null
),
pairs as (
    select
        area.area_code,
        12742 * asin(sqrt(
            pow(sin(radians(active.lat - origin.lat) / 2), 2)
            + cos(radians(active.lat)) * cos(radians(origin.lat)) * pow(sin(radians(active.lon - origin.lon) / 2), 2)
        )) as distance_km,
        -- two schools at the one point of a postcode area: how far they are apart is not known
        origin.location_precision = 'postcode4' and active.location_precision = 'postcode4'
            and origin.lon = active.lon and origin.lat = active.lat as is_same_point
    from mart.school_area as area
    join schools as origin on origin.school_id = area.school_id and origin.is_listed
    cross join schools as active
    where area.level = $level and list_contains($areas, area.area_code) and active.is_active
)
select area_code, min(distance_km) as distance_km
from pairs
where not is_same_point
group by area_code
order by area_code
