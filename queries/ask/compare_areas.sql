-- one row per area that can be chosen at one level, water left out; the municipality first, as lists show them
-- resource: open
-- area: area_code
-- params: level text = "district"
select
    area_code, name, level, municipality_code, municipality_name, province_code, province_name, urbanity_class,
    population_count, is_gka, map_index, classification_year, min_lon, min_lat, max_lon, max_lat
from mart.area
where level = $level
    and not coalesce(is_water, false)
order by coalesce(municipality_name, name), name, area_code
