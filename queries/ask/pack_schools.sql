-- one row per listed school location of a municipality that has a place, for its points on a map
-- resource: open
-- area: municipality_code
-- params: town text = "GM9001"
select school_id, sector, municipality_code, lon, lat
from mart.school
where municipality_code = $town and is_listed and lon is not null
order by school_id
