-- one row per indicator: the atlas's own (data/reference/indicators.yml) and imported ones, with the levels that have values
create table mart.indicator as
with
levels as (
    select indicator_id, string_agg(distinct level, ',' order by level) as levels
    from (
        select indicator_id, level from mart.area_value where status = 'observed'
        union all
        select indicator_id, level from mart.closed_area_value where status = 'observed'
    )
    group by indicator_id
),
described as (
    select
        indicator_id, name_nl, name_en, description_nl, description_en, unit, decimals, direction, clean(sector) as sector,
        -- the same figure can come from another source where the edition lacks its first
        case
            when source_id in (select u.source_id from raw.source_used as u) then source_id
            when clean(or_source_id) in (select u.source_id from raw.source_used as u) then clean(or_source_id)
            -- where neither came, the one that the edition names and that failed
            when source_id not in (select h.source_id from raw.source_hole as h where h.kind = 'failed')
                and clean(or_source_id) in (select h.source_id from raw.source_hole as h where h.kind = 'failed') then clean(or_source_id)
            else source_id
        end as source_id,
        clean(factor_id) as factor_id, method_nl, method_en, palette, is_on_map, 'open' as visibility, sort_order,
        n_unit, is_comparable, weight_id, spread_id, coverage_id, share_part_id, share_whole_id, ratio_part_id, ratio_whole_id,
        change_id, change_since, is_need_of,
        -- the count of people whose share or mean it is
        coalesce(
            share_whole_id, denominator, ratio_whole_id, weight_id,
            case n_unit when 'households' then 'households' when 'persons' then 'population' end
        ) as denominator_id,
        family, no_verdict
    from raw.reference_indicator
    union all by name
    select
        i.indicator_id, i.name_nl, i.name_en, i.description_nl, i.description_en, i.unit,
        cast(i.decimals as bigint) as decimals, i.direction, null as sector, 'indicator_import' as source_id,
        null as factor_id, i.method_nl, i.method_en,
        case i.direction when 'higher_is_worse' then 'need' else 'amount' end as palette,
        false as is_on_map, i.visibility, 1000 + row_number() over (order by i.indicator_id) as sort_order,
        -- a delivery does not say what its n counts, nor what stands beside it
        i.unit in ('points_per_pupil', 'score', 'pct', 'km', 'eur', 'keur') as is_comparable
    from raw.imported_indicator as i
)
select
    d.* replace (cast(d.decimals as integer) as decimals, cast(d.sort_order as integer) as sort_order),
    u.nl_one as unit_nl_one, u.nl_many as unit_nl_many, u.en_one as unit_en_one, u.en_many as unit_en_many, l.levels
from described as d
join raw.reference_unit as u using (unit)
left join levels as l on l.indicator_id = d.indicator_id
order by d.sort_order;
