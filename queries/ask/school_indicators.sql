-- one row per indicator that the page of a school shows, with its names and unit
-- resource: open
-- area: none
-- params: none
select indicator_id, name_nl, name_en, unit, unit_nl_one, unit_nl_many, unit_en_one, unit_en_many, decimals, direction, source_id
from mart.indicator
where visibility = 'open'
order by indicator_id
