-- one row per theme that a programme can have
-- resource: open
-- area: none
-- params: none
select theme_id, name_nl, name_en
from mart.gka_theme
order by name_nl, theme_id
