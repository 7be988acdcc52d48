-- one row per open indicator: what it is, of which source and date, which factor it tells of, what it supports
-- resource: open
-- area: none
-- params: none
with
newest as (
    select *
    from mart.source
    qualify row_number() over (partition by source_id order by reference_date desc nulls last, vintage desc) = 1
),
supports as (
    select support_id, string_agg(distinct indicator_id, ',' order by indicator_id) as supported_ids
    from (
        select indicator_id, unnest([weight_id, spread_id, coverage_id, share_part_id, share_whole_id, ratio_part_id,
            ratio_whole_id, change_id, denominator_id]) as support_id
        from mart.indicator
    )
    where support_id is not null and support_id <> indicator_id
    group by support_id
)
select
    i.indicator_id, i.name_nl, i.name_en, i.description_nl, i.description_en, i.method_nl, i.method_en, i.unit,
    i.unit_nl_one, i.unit_nl_many, i.unit_en_one, i.unit_en_many, i.decimals, i.direction, i.sector, i.n_unit, i.levels,
    i.source_id, i.palette, i.is_on_map, i.is_comparable, i.family, i.no_verdict, s.supported_ids,
    f.name_nl as factor_nl, f.name_en as factor_en, f.level_nl as factor_level_nl, f.level_en as factor_level_en,
    n.title_nl as source_nl, n.title_en as source_en, n.publisher, n.licence, n.vintage, n.reference_date, n.note_nl, n.note_en,
    g.kind as gap_kind
from mart.indicator as i
left join newest as n using (source_id)
left join mart.factor as f using (factor_id)
left join supports as s on s.support_id = i.indicator_id
left join mart.indicator_gap as g using (indicator_id)
where i.visibility = 'open'
order by i.sort_order, i.indicator_id
