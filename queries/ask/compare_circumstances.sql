-- one row per district: the circumstances that twins are looked for on, never outcomes; null where CBS gives none
-- resource: open
-- area: area_code
-- params: none
select *
from mart.district_profile
order by area_code
