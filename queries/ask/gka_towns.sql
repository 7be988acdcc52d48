-- one row per municipality: whether it is in the Gelijke Kansen Alliantie, and how many people live there
-- resource: open
-- area: area_code
-- params: none
select
    area_code, name, municipality_code, province_code, is_gka, population_count, map_index,
    min_lon, min_lat, max_lon, max_lat
from mart.area
where level = 'municipality' and not coalesce(is_water, false)
order by name, area_code
