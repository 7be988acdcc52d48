-- one row per school location that any source of the edition knows; the location list comes first
create table core.school_known as
with
largest_kind as (
    select *, string_agg(kind, '/') over (partition by school_id order by kind rows between unbounded preceding and unbounded following) as kinds
    from core.school_kind
    qualify row_number() over (partition by school_id order by pupils_count desc, kind) = 1
),
ids as (
    select school_id from core.school_listed
    union select school_id from core.school_kind
    union select school_id from core.school_need
)
select
    i.school_id,
    substr(i.school_id, 1, 4) as brin,
    coalesce(l.sector, case k.kind when 'BO' then 'PO' else k.kind end, 'PO') as sector,
    l.school_id is not null as is_listed,
    coalesce(l.name, k.name, i.school_id) as name,
    coalesce(l.board_id, k.board_id) as board_id,
    l.street,
    l.house_number,
    coalesce(l.postcode, k.postcode) as postcode,
    coalesce(l.place, k.place) as duo_place,
    coalesce(l.municipality_code, k.municipality_code) as duo_municipality_code,
    coalesce(l.denomination, k.denomination) as denomination,
    coalesce(l.school_types, k.kinds) as school_types,
    case when coalesce(l.sector, '') <> 'VO' then k.pupils_count end as pupils_count,
    k.school_id is not null as is_counted
from ids as i
left join core.school_listed as l using (school_id)
left join largest_kind as k using (school_id)
order by 1;
