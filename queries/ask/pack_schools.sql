-- one row per school location of municipalities: where it lies, and its place on a map where it has one
-- resource: open
-- area: municipality_code
-- params: towns text[] = ["GM9001"]
select school_id, sector, municipality_code, district_code, is_listed, lon, lat
from mart.school
where list_contains($towns, municipality_code)
order by school_id
