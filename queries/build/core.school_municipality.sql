-- one row per school location: its municipality in the edition's classification, and how it was found
create table core.school_municipality as
with recursive
-- codes that ended and all codes that took over, through any number of mergers
successor as (
    select from_code, to_code, cast(weight as double) as weight from raw.reference_area_bridges
    union
    select s.from_code, b.to_code, s.weight * cast(b.weight as double)
    from successor as s
    join raw.reference_area_bridges as b on b.from_code = s.to_code
),
list_age as (
    select max(year(reference_date)) > cast(getvariable('classification_year') as integer) as lists_are_later
    from raw.source_used
    where starts_with(source_id, 'duo_vestigingen')
),
judged as (
    select
        k.school_id, k.duo_municipality_code, a.point_municipality_code,
        known.municipality_code as same_code,
        -- DUO's code is of a later year: the point tells which of the merged municipalities it was
        case when exists (
            select 1 from successor as s
            where s.from_code = a.point_municipality_code and s.to_code = k.duo_municipality_code
        ) then a.point_municipality_code end as former_code,
        -- DUO's code is of an earlier year and went over as a whole
        (
            select min(s.to_code) from successor as s
            join core.municipality as m on m.municipality_code = s.to_code
            where s.from_code = k.duo_municipality_code and s.weight = 1
        ) as later_code
    from core.school_known as k
    left join core.school_area as a using (school_id)
    left join core.municipality as known on known.municipality_code = k.duo_municipality_code
)
select
    school_id, duo_municipality_code, point_municipality_code,
    -- a list of a later year puts a school of a municipality that ended since in the one that took over
    coalesce(case when lists_are_later then former_code end, same_code, former_code, later_code) as municipality_code,
    case
        when lists_are_later and former_code is not null then 'former'
        when same_code is not null then 'same'
        when former_code is not null then 'former'
        when later_code is not null then 'later'
        else 'unknown'
    end as via
from judged
cross join list_age
order by 1;
