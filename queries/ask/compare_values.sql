-- one row per area of a level: one indicator in one period ('' = the newest), with what its interval and weight stand on
-- resource: open
-- area: area_code
-- params: indicator text = "po_need_per_pupil", level text = "district", period text = ""
-- weight: the pupils, inhabitants or households the figure is about; error: standard error from the differences
-- between the schools in the area (ratio estimator, Cochran 1977 section 6.4), schools_count the number of them
with indicator as (
    select weight_id, spread_id, ratio_part_id, ratio_whole_id from mart.indicator where indicator_id = $indicator
),
published as (
    select area_code, period, value, status, n, quality_flag
    from mart.area_value
    where indicator_id = $indicator and level = $level and group_code = 'all'
),
asked as (
    select coalesce(nullif($period, ''), max(period) filter (where status = 'observed'), max(period)) as period
    from published
),
weighted_by as (
    select area_code, value
    from mart.area_value
    where indicator_id = (select weight_id from indicator) and level = $level and group_code = 'all' and status = 'observed'
    qualify period = max(period) over ()
),
spread as (
    select area_code, value
    from mart.area_value
    where indicator_id = (select spread_id from indicator) and level = $level and group_code = 'all' and status = 'observed'
        -- of the same period: a score of then does not have the spread of now
        and period = (select period from asked)
),
schools as (
    select a.area_code, part.value as y, whole.value as x
    from mart.school_value as part
    join mart.school_value as whole using (school_id, period, group_code)
    join mart.school_area as a using (school_id)
    where a.level = $level
        and part.indicator_id = (select ratio_part_id from indicator) and part.status = 'observed'
        and whole.indicator_id = (select ratio_whole_id from indicator) and whole.status = 'observed'
),
ratios as (
    select area_code, count(*) as m, sum(y) / sum(x) as r, sum(x) as sx, sum(x * x) as sxx, sum(x * y) as sxy, sum(y * y) as syy
    from schools group by area_code having count(*) > 1 and sum(x) > 0
)
select
    area.area_code, area.name, area.municipality_code, area.municipality_name, area.province_code, area.urbanity_class,
    area.is_gka, area.map_index, area.classification_year, asked.period,
    coalesce(v.status, 'missing') as status, v.quality_flag,
    case when v.status = 'observed' then v.value end as value,
    case when v.status = 'observed' then v.n end as n,
    case when v.status = 'observed' then coalesce(w.value, v.n) end as weight,
    case when v.status = 'observed' then s.value end as spread,
    case when v.status = 'observed' then sqrt(greatest(r.syy - 2 * r.r * r.sxy + r.r * r.r * r.sxx, 0) * r.m / (r.m - 1)) / r.sx end as error,
    case when v.status = 'observed' then r.m end as schools_count
from mart.area
cross join asked
left join published as v on v.area_code = area.area_code and v.period = asked.period
left join weighted_by as w on w.area_code = area.area_code
left join spread as s on s.area_code = area.area_code
left join ratios as r on r.area_code = area.area_code
where area.level = $level
    and not coalesce(area.is_water, false)
order by area.area_code
