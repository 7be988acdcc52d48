-- one row per area of a level: one indicator in one period ('' = the newest), with what its interval and weight stand on
-- resource: open
-- area: area_code
-- params: indicator text = "po_need_per_pupil", level text = "district", period text = "", group text = "all"
-- weight: the pupils, inhabitants or households the figure is about; hidden_count: of an area without a figure at most
-- how many that would be, null where nothing is known of it; error: the standard error of the figure
with indicator as (
    select weight_id, denominator_id as count_id from mart.indicator where indicator_id = $indicator
),
published as (
    select area_code, period, value, status, n, quality_flag
    from mart.area_value
    where indicator_id = $indicator and level = $level and group_code = $group
),
asked as (
    select coalesce(nullif($period, ''), max(period) filter (where status = 'observed'), max(period)) as period
    from published
),
weighted_by as (
    select area_code, value
    from mart.area_value
    where indicator_id = (select weight_id from indicator) and level = $level and group_code = 'all' and status = 'observed'
    qualify period = max(period) over (partition by indicator_id)
),
counted as (
    select area_code, coalesce(value, upper) as most
    from mart.area_value
    where indicator_id = (select count_id from indicator) and level = $level and group_code = $group
    qualify row_number() over (
        partition by area_code order by period = (select period from asked) desc, period desc
    ) = 1
),
judged as (
    select area_code, error
    from mart.standing
    where indicator_id = $indicator and level = $level and period = (select period from asked) and group_code = $group
        and kind = 'country'
)
select
    area.area_code, area.name, area.level, area.municipality_code, area.municipality_name, area.province_code, area.urbanity_class,
    area.is_gka, area.map_index, area.classification_year, asked.period,
    coalesce(v.status, 'missing') as status, v.quality_flag,
    case when v.status = 'observed' then v.value end as value,
    case when v.status = 'observed' then v.n end as n,
    case when v.status = 'observed' then coalesce(w.value, v.n) end as weight,
    case
        when v.status in ('observed', 'not_applicable') then 0
        when coalesce(v.status, 'missing') = 'missing' then coalesce(c.most, 0)
        else c.most
    end as hidden_count,
    j.error
from mart.area
cross join asked
left join published as v on v.area_code = area.area_code and v.period = asked.period
left join weighted_by as w on w.area_code = area.area_code
left join counted as c on c.area_code = area.area_code
left join judged as j on j.area_code = area.area_code
where area.level = $level
    and not coalesce(area.is_water, false)
order by area.area_code
