-- one row per indicator that areas of different size can be compared on, at one level
-- resource: open
-- area: none
-- params: level text = "district"
with comparable as (
    select
        indicator_id, name_nl, name_en, description_nl, description_en, unit, unit_nl_one, unit_nl_many,
        unit_en_one, unit_en_many, decimals, direction, sector, n_unit, levels, source_id, method_nl, method_en,
        palette, sort_order
    from mart.indicator
    where unit in ('points_per_pupil', 'score', 'pct', 'km', 'eur', 'keur')
        and indicator_id not in ('ses_woa_coverage_pct', 'ses_woa_change')
        and indicator_id in (
            select indicator_id from mart.area_value
            where level = $level and group_code = 'all' and status = 'observed'
        )
    union all by name
    -- a number of children says how large an area is; their share says what it is like
    select
        'children_pct' as indicator_id,
        'Kinderen tot 15 jaar, aandeel' as name_nl, 'Children under 15, share' as name_en,
        'Aandeel van de inwoners van 0 tot en met 14 jaar op 1 januari.' as description_nl,
        'Share of the inhabitants aged 0 to 14 on 1 January.' as description_en,
        'pct' as unit, '%' as unit_nl_one, '%' as unit_nl_many, '%' as unit_en_one, '%' as unit_en_many,
        1 as decimals, 'neutral' as direction, null as sector, 'persons' as n_unit, levels, source_id,
        'Het aantal kinderen gedeeld door het aantal inwoners. Het CBS rondt beide per wijk af op vijftallen.' as method_nl,
        'The number of children divided by the number of inhabitants. CBS rounds both per district to fives.' as method_en,
        'amount' as palette, sort_order
    from mart.indicator
    where indicator_id = 'population_0_14'
)

select *
from comparable
where list_contains(string_split(levels, ','), $level)
order by sort_order, indicator_id
