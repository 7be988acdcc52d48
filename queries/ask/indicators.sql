-- one row per indicator that can be put on the map and has a figure in this build
-- resource: open
-- area: none
-- params: none
select
    indicator_id, name_nl, name_en, description_nl, description_en, unit,
    unit_nl_one, unit_nl_many, unit_en_one, unit_en_many, decimals, direction, sector, n_unit,
    levels, source_id, method_nl, method_en, palette, coverage_id
from mart.indicator
where is_on_map and indicator_id not in (select indicator_id from mart.indicator_gap)
order by sort_order, indicator_id
