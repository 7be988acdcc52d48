-- one row per area and population indicator, in persons and households; above district sums of CBS's rounded figures
create table core.area_people as
with
sums as (
    select
        i.area_code,
        sum(p.population_count) as population,
        sum(p.population_0_14_count) as population_0_14,
        sum(p.households_count) as households,
        count(*) filter (where p.population_count is null) as left_out_count
    from core.district_in_area as i
    join core.district_people as p on p.area_code = i.district_code
    group by i.area_code
),
per_indicator as (
    select area_code, left_out_count, unnest([
        {'indicator_id': 'population', 'value': population},
        {'indicator_id': 'population_0_14', 'value': population_0_14},
        {'indicator_id': 'households', 'value': households}
    ], recursive := true)
    from sums
)
select
    a.area_code, a.level, p.indicator_id,
    cast(vintage_year('cbs_kerncijfers_wijken') as varchar) as period,
    -- the register's own count where CBS gives one, else the sum over districts
    case when p.indicator_id = 'population' then coalesce(cast(a.population_count as double), p.value) else p.value end as value,
    null::double as lower, null::double as upper, null::bigint as n,
    case when p.value is null then 'missing' else 'observed' end as status,
    null as quality_flag, coalesce(p.left_out_count, 0) as left_out_count,
    case when p.left_out_count > 0 then 'no_figure' end as left_out_reason, 0 as approximate_count
from mart.area as a
join per_indicator as p using (area_code)
where not a.is_water
order by 1, 3;
