-- one row per partner not active in these areas: its nearest school outside them, in km straight on
-- resource: partner
-- area: none
-- params: areas text[] = ["WK900100"], sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false, learning_line boolean = false
with
schools as materialized (
    select school_id, name, lon, lat, is_active
    from mart.coverage_school($sector, $school_year, $partners, $themes, $founding, $faded, $learning_line)
    where lon is not null
),
inside as (
    select distinct school_id
    from mart.school_area
    where list_contains($areas, area_code)
),
-- an area without schools is measured from the middle of its box
origin as (
    select lon, lat from schools where school_id in (select school_id from inside)
    union all
    select (min_lon + max_lon) / 2, (min_lat + max_lat) / 2
    from mart.area
    where list_contains($areas, area_code)
        and not exists (select 1 from schools where school_id in (select school_id from inside))
        and min_lon is not null
),
outside as (
    select distinct activity.partner_id, activity.partner_name, school.school_id, school.name, school.lon, school.lat
    from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as activity
    join schools as school on school.school_id = activity.school_id and school.is_active
    where school.school_id not in (select school_id from inside)
        and activity.partner_id not in (
            select partner_id
            from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded)
            where school_id in (select school_id from inside)
        )
)
select
    outside.partner_id, outside.partner_name, outside.school_id, outside.name as school,
    12742 * asin(sqrt(
        pow(sin(radians(outside.lat - origin.lat) / 2), 2)
        + cos(radians(outside.lat)) * cos(radians(origin.lat)) * pow(sin(radians(outside.lon - origin.lon) / 2), 2)
    )) as distance_km
from outside
cross join origin
qualify row_number() over (partition by outside.partner_id order by distance_km, outside.school_id) = 1
order by distance_km, outside.partner_name
limit 3
