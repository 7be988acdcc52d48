-- one row per theme that a school can ask for
-- resource: open
-- area: none
-- params: none
select theme_id, name_nl, name_en
from mart.gka_theme
order by name_nl
