-- one row per school location asked for: the areas it stands in
-- resource: open
-- area: municipality_code
-- params: school text = "90AP00"
select school_id, name, municipality_code, district_code, neighbourhood_code, province_code
from mart.school
where school_id = $school
