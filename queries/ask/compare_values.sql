-- one row per area of a level: one indicator in one period ('' = the newest), with what its interval and weight stand on
-- resource: open
-- area: area_code
-- params: indicator text = "po_need_per_pupil", level text = "district", period text = ""
-- weight: the pupils, inhabitants or households the figure is about; error: standard error from the differences
-- between the schools in the area (ratio estimator, Cochran 1977 section 6.4), schools_count the number of them
with published as (
    select area_code, period, value, status, n, quality_flag
    from mart.area_value
    where indicator_id = $indicator and level = $level and group_code = 'all'
    union all
    select
        c.area_code, c.period, 100.0 * c.value / a.population_count,
        case
            when c.status <> 'observed' then c.status
            when a.population_count < 10 or c.value < 5 or a.population_count - c.value < 5 then 'withheld'
            else 'observed'
        end,
        a.population_count, null
    from mart.area_value as c
    join mart.area as a using (area_code)
    where $indicator = 'children_pct' and c.indicator_id = 'population_0_14' and c.level = $level and c.group_code = 'all'
    union all
    -- CBS publishes the change since 2014; the score of then is the score of now less that change
    select s.area_code, '2014', s.value - c.value, c.status, s.n, s.quality_flag
    from mart.area_value as c
    join mart.area_value as s
        on s.area_code = c.area_code and s.indicator_id = 'ses_woa' and s.period = c.period and s.group_code = 'all'
    where $indicator = 'ses_woa' and c.indicator_id = 'ses_woa_change' and c.level = $level and c.group_code = 'all'
),
asked as (
    select coalesce(nullif($period, ''), max(period) filter (where status = 'observed'), max(period)) as period
    from published
),
weighted_by as (
    select w.area_code, w.value
    from (values
        ('po_need_per_pupil', 'po_funded_pupils'), ('po_achterstandsscore_per_pupil', 'po_funded_pupils'),
        ('household_income', 'households'), ('income_per_inhabitant', 'population'), ('woz_value', 'households')
    ) as pair (indicator_id, weight_id)
    join mart.area_value as w
        on w.indicator_id = pair.weight_id and w.level = $level and w.group_code = 'all' and w.status = 'observed'
    where pair.indicator_id = $indicator
    qualify w.period = max(w.period) over ()
),
spread as (
    select area_code, value
    from mart.area_value
    where $indicator = 'ses_woa' and indicator_id = 'ses_woa_spread' and level = $level and status = 'observed'
),
schools as (
    select a.area_code, load.value as y, pupils.value as x
    from mart.school_value as load
    join mart.school_value as pupils using (school_id, period, group_code)
    join mart.school_area as a using (school_id)
    where $indicator = 'po_need_per_pupil' and a.level = $level
        and load.indicator_id = 'po_need_load' and load.status = 'observed'
        and pupils.indicator_id = 'po_funded_pupils' and pupils.status = 'observed'
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
