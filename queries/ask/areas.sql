-- one row per area of a level, water left out
-- resource: open
-- area: area_code
-- params: level text = "district"
select
    area_code, level, name, municipality_code, municipality_name, province_code, province_name, map_index,
    min_lon, min_lat, max_lon, max_lat
from mart.area
where level = $level
    and not coalesce(is_water, false)
order by coalesce(municipality_name, name), name, area_code
