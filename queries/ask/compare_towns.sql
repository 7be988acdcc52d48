-- one row per municipality: the circumstances that twins are looked for on, never outcomes; null where there is none
-- resource: open
-- area: area_code
-- params: none
select *
from mart.municipality_profile
order by area_code
