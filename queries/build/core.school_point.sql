-- one row per point of a school location in DUO's point file (a location may have several)
create table core.school_point as
select
    clean(school_id) as school_id,
    read_postcode(postcode) as postcode,
    read_house(concat(clean(house_number), coalesce(clean(house_letter), ''), coalesce(clean(house_number_addition), ''))) as house,
    cast(lon as double) as lon,
    cast(lat as double) as lat,
    line
from raw.duo_schoolpunten
union all
-- the register RIO fills in where the point file has no point
select r.school_id, r.postcode, r.house, r.lon, r.lat, r.line
from core.school_point_rio as r
where r.school_id not in (select clean(school_id) from raw.duo_schoolpunten)
order by 1, line;
