-- one row: the area asked for, with the box it lies in; the country's box is that of its provinces
-- resource: open
-- area: area_code
-- params: area text = "NL00"
select
    asked.area_code, asked.level,
    coalesce(asked.min_lon, min(province.min_lon)) as min_lon,
    coalesce(asked.min_lat, min(province.min_lat)) as min_lat,
    coalesce(asked.max_lon, max(province.max_lon)) as max_lon,
    coalesce(asked.max_lat, max(province.max_lat)) as max_lat
from mart.area as asked
cross join (select * from mart.area where level = 'province') as province
where asked.area_code = $area
group by asked.area_code, asked.level, asked.min_lon, asked.min_lat, asked.max_lon, asked.max_lat
