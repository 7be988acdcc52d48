-- one row per school location and place in the register RIO that it uses now (a location may use several), in degrees
create table core.school_point_rio as
select
    clean(u.school_id) as school_id,
    read_number(p.lon) as lon,
    read_number(p.lat) as lat,
    read_postcode(p.postcode) as postcode,
    read_house(concat(clean(p.house_number), coalesce(clean(p.house_number_addition), ''))) as house,
    min(p.line) as line
from raw.rio_locatiegebruik as u
join raw.rio_onderwijslocaties as p on clean(p.place_code) = clean(u.place_code)
where clean(p.lon) is not null and clean(p.lat) is not null
    -- in use on the date of the file
    and coalesce(clean(u.end_date), '9999') > cast(vintage_date('rio_locatiegebruik') as varchar)
    and coalesce(clean(p.end_date), '9999') > cast(vintage_date('rio_onderwijslocaties') as varchar)
    and coalesce(clean(u.start_date), '0000') <= cast(vintage_date('rio_locatiegebruik') as varchar)
group by 1, 2, 3, 4, 5
order by 1, line;
