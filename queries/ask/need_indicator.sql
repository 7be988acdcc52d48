-- one row: the indicator that is the need of a sector
-- resource: open
-- area: none
-- params: sector text = "PO"
select
    indicator_id, name_nl, name_en, description_nl, description_en, unit,
    unit_nl_one, unit_nl_many, unit_en_one, unit_en_many, decimals, direction, sector, n_unit,
    levels, source_id, method_nl, method_en, palette
from mart.indicator
where is_need_of = $sector
