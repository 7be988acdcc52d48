-- one row per district of these municipalities, per municipality, and one for the country: what a regional picture is of
-- resource: open
-- area: area_code
-- params: municipalities text[] = ["GM9001"]
select area_code, level, name, municipality_code, municipality_name, map_index, min_lon, min_lat, max_lon, max_lat
from mart.area
where not coalesce(is_water, false)
    and (
        level = 'country'
        or level in ('district', 'municipality') and list_contains($municipalities, municipality_code)
    )
order by level, name, area_code
