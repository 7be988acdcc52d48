-- one row per school location in DUO's location lists (PO, VO and, where the edition has it, SBO, SO and VSO)
create table core.school_listed as
with
both_lists as (
    select 'PO' as sector, school_id, brin, name, board_id, street, house_number, postcode, place,
        municipality_number, denomination, null as school_types, line, 'duo_vestigingen_po' as source_id
    from raw.duo_vestigingen_po
    union all
    select 'VO', school_id, brin, name, board_id, street, house_number, postcode, place,
        municipality_number, denomination, school_types, line, 'duo_vestigingen_vo'
    from raw.duo_vestigingen_vo
)
select
    clean(school_id) as school_id,
    clean(brin) as brin,
    sector,
    clean(name) as name,
    clean(board_id) as board_id,
    clean(street) as street,
    clean(house_number) as house_number,
    read_postcode(postcode) as postcode,
    clean(place) as place,
    'GM' || clean(municipality_number) as municipality_code,
    clean(denomination) as denomination,
    clean(school_types) as school_types,
    line,
    source_id
from both_lists
union all by name
select *
from core.school_listed_so
order by 1;
