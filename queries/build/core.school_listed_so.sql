-- one row per location in DUO's list of special primary and (secondary) special education
create table core.school_listed_so as
select
    clean(school_id) as school_id,
    clean(brin) as brin,
    -- a location with several kinds counts with the first
    split_part(clean(kind), '/', 1) as sector,
    clean(name) as name,
    clean(board_id) as board_id,
    clean(street) as street,
    clean(house_number) as house_number,
    read_postcode(postcode) as postcode,
    clean(place) as place,
    'GM' || clean(municipality_number) as municipality_code,
    clean(denomination) as denomination,
    clean(kind) as school_types,
    line,
    'duo_vestigingen_so' as source_id
from raw.duo_vestigingen_so
order by 1;
