-- one row per indicator, from data/reference/indicators.yml, with the levels that have values in this edition
create table mart.indicator as
select
    r.indicator_id, r.name_nl, r.name_en, r.description_nl, r.description_en, r.unit,
    r.unit_nl_one, r.unit_nl_many, r.unit_en_one, r.unit_en_many, r.decimals, r.direction, r.sector,
    (
        select string_agg(distinct v.level, ',' order by v.level)
        from mart.area_value as v
        where v.indicator_id = r.indicator_id and v.status = 'observed'
    ) as levels,
    r.source_id, r.factor_id, r.method_nl, r.method_en, r.palette, r.is_on_map, r.sort_order
from raw.reference_indicator as r
order by r.sort_order;
