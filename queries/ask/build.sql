-- one row per build: the one that is open
-- resource: open
-- area: none
-- params: none
select build_id, edition, as_of_date, classification_year, is_fictional, title_nl, title_en, built_at
from mart.build
