-- one row per listed school of a sector with a place, nearest to a school first; at most 60 within 8 km straight on
-- resource: open
-- area: none
-- params: school text = "90AP00", sector text = "PO"
with
origin as (select lon, lat from mart.school where school_id = $school and lon is not null),
measured as (
    select
        s.school_id, s.name, s.place, s.lon, s.lat,
        12742 * asin(sqrt(
            pow(sin(radians(s.lat - o.lat) / 2), 2)
            + cos(radians(s.lat)) * cos(radians(o.lat)) * pow(sin(radians(s.lon - o.lon) / 2), 2)
        )) as distance_km
    from mart.school as s
    cross join origin as o
    where s.is_listed and s.sector = $sector and s.lon is not null and s.school_id <> $school
)
select * from measured
where distance_km <= 8
order by distance_km, school_id
limit 60
