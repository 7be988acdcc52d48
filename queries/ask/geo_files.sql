-- one row per level and language: the name of its static geometry
-- resource: open
-- area: none
-- params: none
select level, language, file
from mart.geo_file
order by level, language
