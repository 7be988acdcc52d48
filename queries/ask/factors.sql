-- one row per factor of influence on equal opportunity, in the order of the report of 2022
-- resource: open
-- area: none
-- params: none
select factor_id, level, level_nl, level_en, name_nl, name_en, in_2020, in_2022, number_2020, number_2022, name_2020_nl, source
from mart.factor
order by number_2022 nulls last, factor_id
