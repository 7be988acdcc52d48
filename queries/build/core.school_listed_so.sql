-- one row per location in DUO's list of special primary and (secondary) special education
create table core.school_listed_so as
select
    clean(school_id) as school_id,
    clean(brin) as brin,
    -- a location with both kinds of special education counts as SO; the contract knows no other kind than these
    case clean(kind) when 'SBAO' then 'SBO' when 'SO' then 'SO' when '(V)SO' then 'SO' when 'VSO' then 'VSO' end as sector,
    clean(name) as name,
    clean(board_id) as board_id,
    clean(street) as street,
    clean(house_number) as house_number,
    read_postcode(postcode) as postcode,
    clean(place) as place,
    'GM' || clean(municipality_number) as municipality_code,
    clean(denomination) as denomination,
    case clean(kind) when 'SBAO' then 'SBO' when '(V)SO' then 'SO/VSO' when 'SO' then 'SO' when 'VSO' then 'VSO' end as school_types,
    line,
    'duo_vestigingen_so' as source_id
from raw.duo_vestigingen_so
order by 1;
