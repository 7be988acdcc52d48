-- one row per listed school location in these areas: its need, and the tenth of it in the country
-- resource: partner
-- area: municipality_code
-- params: areas text[] = ["PV90"], sector text = "PO"
with
inside as (
    select distinct school_id
    from mart.school_area
    where list_contains($areas, area_code)
),
listed as (
    select
        n.school_id, n.need, n.need_status, p.quality_flag,
        case when n.need is not null then n.need_per_pupil end as need_per_pupil
    from mart.school_need as n
    join mart.school_profile as p on p.school_id = n.school_id and p.sector = n.sector
    where n.sector = $sector and n.is_listed
),
firm as (
    select count(*) as schools_count
    from listed
    where quality_flag = '' and need_per_pupil is not null
),
-- by how many schools without a flag have less need per pupil, of equal ones half: these stand in one tenth, and 10 has
-- the most. All schools for practical education have the same
placed as (
    select
        *,
        count(*) filter (where quality_flag = '') over (order by need_per_pupil) as reached_count,
        count(*) filter (where quality_flag = '') over (partition by need_per_pupil) as equal_count
    from listed
    where need_per_pupil is not null
),
tenths as (
    select
        school_id,
        1 + least(9, cast(floor(10 * (reached_count - equal_count / 2) / nullif(schools_count, 0)) as integer)) as tenth
    from placed
    cross join firm
)
select
    listed.school_id, s.name, s.place, trim(concat_ws(' ', s.street, s.house_number)) as address, s.postcode,
    s.municipality_code, s.municipality_name, coalesce(wijk.name, '') as district_name, s.lon, s.lat,
    s.location_precision, s.pupils_count, s.pupils_status,
    cast(listed.need as double) as need, listed.need_status, listed.need_per_pupil, listed.quality_flag,
    tenths.tenth
from listed
join inside using (school_id)
join mart.school as s using (school_id)
left join tenths using (school_id)
left join mart.area as wijk on wijk.area_code = s.district_code
order by listed.need desc nulls last, s.name, listed.school_id
