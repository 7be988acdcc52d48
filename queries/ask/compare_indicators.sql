-- one row per indicator that areas of different size can be compared on, at one level
-- resource: open
-- area: none
-- params: level text = "district"
select
    indicator_id, name_nl, name_en, description_nl, description_en, unit, unit_nl_one, unit_nl_many,
    unit_en_one, unit_en_many, decimals, direction, sector, n_unit, levels, source_id, method_nl, method_en,
    palette, sort_order, family, no_verdict
from mart.indicator
where is_comparable
    and indicator_id in (
        select indicator_id from mart.area_value
        where level = $level and group_code = 'all' and status = 'observed'
    )
order by sort_order, indicator_id
