-- one row per indicator that can be put on the map
-- resource: open
select
    indicator_id, name_nl, name_en, description_nl, description_en, unit, decimals, direction, sector,
    levels, source_id, method_nl, method_en, palette
from mart.indicator
where is_on_map
order by sort_order, indicator_id
