-- one row per school location and kind of primary education (BO, SBO, SO, VSO) in DUO's distance file
create table core.school_kind as
select
    clean(brin) || lpad(clean(location_number), 2, '0') as school_id,
    clean(brin) as brin,
    upper(clean(kind)) as kind,
    clean(name) as name,
    clean(board_id) as board_id,
    read_postcode(postcode) as postcode,
    clean(place) as place,
    'GM' || lpad(clean(municipality_number), 4, '0') as municipality_code,
    clean(denomination) as denomination,
    cast(read_count(pupils_count) as integer) as pupils_count,
    read_number(distance_m) / 1000 as distance_km,
    line
from raw.duo_afstand
order by 1, 3;
