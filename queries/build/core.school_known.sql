-- one row per school location that any source of the edition knows; the location list comes first, then the newest source
create table core.school_known as
with
kinds as (
    select school_id, string_agg(distinct kind, '/' order by kind) as kinds, max_by(kind, coalesce(pupils_count, -1)) as main_kind
    from core.school_seen
    group by school_id
),
best as (
    select
        school_id,
        first(s.name order by source_id <> 'duo_afstand', last_date desc, source_id) filter (where s.name is not null) as name,
        first(place order by source_id <> 'duo_afstand', last_date desc, source_id) filter (where place is not null) as place,
        -- a code that this classification knows before one of another year
        first(s.municipality_code order by m.municipality_code is null, source_id <> 'duo_afstand', last_date desc, source_id)
            filter (where s.municipality_code is not null) as municipality_code,
        max(postcode) as postcode, max(board_id) as board_id, max(denomination) as denomination,
        sum(pupils_count) as pupils_count,
        min(first_date) as first_date, max(last_date) as last_date
    from core.school_seen as s
    left join core.municipality as m using (municipality_code)
    group by school_id
),
ids as (
    select school_id from core.school_listed
    union select school_id from core.school_seen
)
select
    i.school_id,
    substr(i.school_id, 1, 4) as brin,
    coalesce(l.sector, case when k.main_kind = 'BO' then 'PO' when k.main_kind = 'SO/VSO' then 'SO' else k.main_kind end) as sector,
    l.school_id is not null as is_listed,
    coalesce(l.name, b.name, i.school_id) as name,
    coalesce(l.board_id, b.board_id) as board_id,
    l.street,
    l.house_number,
    coalesce(l.postcode, b.postcode) as postcode,
    coalesce(l.place, b.place) as duo_place,
    coalesce(l.municipality_code, b.municipality_code) as duo_municipality_code,
    coalesce(l.denomination, b.denomination) as denomination,
    coalesce(l.school_types, k.kinds) as school_types,
    cast(coalesce(b.pupils_count, case when not too_hidden(v.pupils_count, v.hidden_cells) then v.pupils_count end) as integer) as pupils_count,
    -- whether a publisher hides the count, and which source the school's pupils come from
    b.pupils_count is null and (e.is_hidden or too_hidden(v.pupils_count, v.hidden_cells)) is true as hides_pupils,
    coalesce(e.source_id, case when v.school_id is not null then 'duo_leerlingen_vo' end) as pupils_source,
    b.first_date, b.last_date
from ids as i
left join core.school_listed as l using (school_id)
left join kinds as k using (school_id)
left join best as b using (school_id)
left join (select school_id, sum(pupils_count) as pupils_count, sum(hidden_cells) as hidden_cells from core.vo_pupils group by 1) as v
    using (school_id)
left join (select school_id, min(source_id) as source_id, bool_or(status = 'suppressed') as is_hidden from core.school_enrolled group by 1) as e
    using (school_id)
order by 1;
