-- one row per school of a sector with a place, nearest to a school first; at most 60 within 8 km straight on
-- resource: open
-- area: none
-- params: school text = "90AP00", sector text = "PO"
-- those listed; of a sector without a list in this edition those that it counted
with
origin as (select lon, lat from mart.school where school_id = $school and lon is not null),
listed as (select count(*) filter (where is_listed) > 0 as is_known from mart.school where sector = $sector),
measured as (
    select
        s.school_id, s.name, s.place, s.street, s.house_number, s.lon, s.lat,
        12742 * asin(sqrt(
            pow(sin(radians(s.lat - o.lat) / 2), 2)
            + cos(radians(s.lat)) * cos(radians(o.lat)) * pow(sin(radians(s.lon - o.lon) / 2), 2)
        )) as distance_km
    from mart.school as s
    cross join origin as o
    cross join listed as l
    where (s.is_listed or not l.is_known and s.pupils_status = 'observed')
        and s.sector = $sector and s.lon is not null and s.school_id <> $school
)
select * from measured
where distance_km <= 8
order by distance_km, school_id
limit 60
