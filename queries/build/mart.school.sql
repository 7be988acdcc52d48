-- one row per school location (vestiging) known to any source of the edition
create table mart.school as
with
border_tolerance as (select 250 as metres),
place_name as (
    -- CBS and DUO write places in capitals; the point file has them as people write them
    select upper(clean(place)) as capitals, min(clean(place)) as place
    from raw.duo_schoolpunten
    where clean(place) is not null
    group by 1
    having count(distinct clean(place)) = 1
),
flagged as (
    select
        s.school_id,
        coalesce(n.is_unreliable or s.pupils_count <= 40, false) as is_small,
        regexp_matches(s.name, getvariable('newcomer_pattern'), 'i') or r.school_id is not null as is_newcomer
    from core.school_known as s
    left join core.school_need as n using (school_id)
    left join raw.reference_newcomer_schools as r using (school_id)
),
placed as (
    select
        l.*,
        t.municipality_code,
        case
            when a.point_municipality_code = t.municipality_code then a.district_code
            when a.nearest_m <= (select metres from border_tolerance) then a.nearest_district_code
        end as district_code,
        case when a.point_municipality_code = t.municipality_code then a.neighbourhood_code end as neighbourhood_code
    from core.school_location as l
    left join core.school_area as a using (school_id)
    left join core.school_municipality as t using (school_id)
)
select
    s.school_id, s.brin, s.sector, s.is_listed,
    -- first and, where it is not in the list, last date that a source saw it at work
    coalesce(s.first_date, cast(getvariable('as_of_date') as date)) as valid_from,
    case when not s.is_listed then s.last_date end as valid_to,
    s.name, s.board_id, s.street, s.house_number, s.postcode,
    coalesce(pn.place, pb.place, place_case(s.duo_place)) as place,
    m.municipality_code, m.name as municipality_name, m.province_code,
    p.district_code, p.neighbourhood_code,
    round(p.lon, 6) as lon, round(p.lat, 6) as lat, p.location_precision,
    s.denomination, s.school_types, s.pupils_count,
    case when s.hides_pupils then 'suppressed' when s.pupils_count is null then 'missing' else 'observed' end as pupils_status,
    s.pupils_source,
    nullif(concat_ws(',', case when f.is_newcomer then 'newcomer' end, case when f.is_small then 'small' end), '') as quality_flag,
    case when p.lon is not null and m.municipality_code is not null then cast(
        row_number() over (partition by m.municipality_code, p.lon is null order by s.school_id) - 1 as integer
    ) end as map_index
from core.school_known as s
join flagged as f using (school_id)
join placed as p using (school_id)
left join core.municipality as m on m.municipality_code = p.municipality_code
left join place_name as pn on pn.capitals = s.duo_place
left join place_name as pb on pb.capitals = bare_place(s.duo_place)
order by s.school_id;
