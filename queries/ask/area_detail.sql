-- one row per area a chosen area lies in, itself first, the country last: one indicator's newest value
-- resource: open
-- area: area_code
-- params: area text = "WK900100", indicator text = "ses_woa"
with chosen as (
    select area_code, municipality_code, province_code
    from mart.area
    where area_code = $area
),

lineage as (
    select area.*
    from mart.area
    cross join chosen
    where area.area_code in (chosen.area_code, chosen.municipality_code, chosen.province_code)
        or area.level = 'country'
)

select
    lineage.area_code, lineage.level, lineage.name, lineage.municipality_name, lineage.province_name,
    lineage.population_count, lineage.map_index,
    area_value.period,
    case when area_value.status = 'observed' then area_value.value end as value,
    coalesce(area_value.status, 'missing') as status,
    area_value.n, area_value.quality_flag, area_value.left_out_count, area_value.left_out_reason,
    area_value.approximate_count,
    coverage.value as coverage_pct
from lineage
left join mart.area_value
    on area_value.area_code = lineage.area_code
    and area_value.indicator_id = $indicator
    and area_value.group_code = 'all'
left join mart.area_value as coverage
    on coverage.area_code = lineage.area_code
    and coverage.indicator_id = (select coverage_id from mart.indicator where indicator_id = $indicator)
    and coverage.group_code = 'all'
qualify area_value.period is null
    or area_value.period = max(area_value.period) over (partition by lineage.area_code)
order by
    case lineage.level
        when 'neighbourhood' then 0 when 'district' then 1 when 'municipality' then 2
        when 'province' then 3 else 4
    end
