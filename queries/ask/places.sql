-- one row per area that a view can be limited to: the country, provinces, municipalities
-- resource: open
-- area: area_code
-- params: none
select
    area_code, level, name, municipality_code, municipality_name, province_code, province_name, map_index,
    min_lon, min_lat, max_lon, max_lat
from mart.area
where level in ('country', 'province', 'municipality')
    and not coalesce(is_water, false)
order by
    case level when 'country' then 0 when 'province' then 1 else 2 end,
    name,
    area_code
