-- one row per school of these x partner: to the nearest other school of the sector where it is active, km straight on
-- resource: partner
-- area: none
-- params: ids text[] = ["90AP00"], sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false
with
-- every school as a point on a ball of radius 1: the nearest in a straight line through it is the nearest over it
points as (
    select
        school_id, sector, lon, lat, location_precision,
        cos(radians(lat)) * cos(radians(lon)) as x, cos(radians(lat)) * sin(radians(lon)) as y, sin(radians(lat)) as z
    from mart.school
    where lon is not null and (sector = $sector or list_contains($ids, school_id))
),
active as (
    select distinct activity.partner_id, activity.partner_name, points.*
    from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded) as activity
    join points on points.school_id = activity.school_id
    where points.sector = $sector
),
pairs as (
    select
        origin.school_id, active.partner_id, active.partner_name,
        pow(active.x - origin.x, 2) + pow(active.y - origin.y, 2) + pow(active.z - origin.z, 2) as squared
    from points as origin
    cross join active
    where list_contains($ids, origin.school_id) and active.school_id <> origin.school_id
        -- two schools at the one point of a postcode area: how far they are apart is not known
        and not (
            origin.location_precision = 'postcode4' and active.location_precision = 'postcode4'
            and origin.lon = active.lon and origin.lat = active.lat
        )
)
select school_id, partner_id, partner_name, 12742 * asin(sqrt(min(squared)) / 2) as distance_km
from pairs
group by all
order by school_id, distance_km, partner_id
