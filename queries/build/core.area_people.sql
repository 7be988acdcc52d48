-- one row per area, population indicator and group, in persons and households; above district sums of CBS's rounded figures
create table core.area_people as
with
sums as (
    select
        i.area_code,
        sum(columns('^(population|households|single|childless).*_count$')),
        count(*) filter (where p.population_count is null) as left_out_count
    from core.district_in_area as i
    join core.district_people as p on p.area_code = i.district_code
    group by i.area_code
),
per_indicator as (
    select area_code, left_out_count, unnest([
        {'indicator_id': 'population', 'group_code': 'all', 'value': population_count},
        {'indicator_id': 'population', 'group_code': 'age_0_14', 'value': population_0_14_count},
        {'indicator_id': 'population', 'group_code': 'age_15_24', 'value': population_15_24_count},
        {'indicator_id': 'population', 'group_code': 'age_25_44', 'value': population_25_44_count},
        {'indicator_id': 'population', 'group_code': 'age_45_64', 'value': population_45_64_count},
        {'indicator_id': 'population', 'group_code': 'age_65', 'value': population_65_count},
        {'indicator_id': 'population_0_14', 'group_code': 'all', 'value': population_0_14_count},
        {'indicator_id': 'households', 'group_code': 'all', 'value': households_count},
        {'indicator_id': 'households', 'group_code': 'single', 'value': single_households_count},
        {'indicator_id': 'households', 'group_code': 'without_children', 'value': childless_households_count},
        {'indicator_id': 'households', 'group_code': 'with_children', 'value': households_with_children_count}
    ], recursive := true)
    from sums
)
select
    a.area_code, a.level, p.indicator_id, p.group_code,
    vintage_period('cbs_kerncijfers_wijken') as period,
    -- the register's own count where CBS gives one, else the sum over districts
    case
        when p.indicator_id = 'population' and p.group_code = 'all' then coalesce(cast(a.population_count as double), p.value)
        else p.value
    end as value,
    null::double as lower, null::double as upper, null::bigint as n,
    case when p.value is null then 'missing' else 'observed' end as status,
    null as quality_flag, coalesce(p.left_out_count, 0) as left_out_count,
    case when p.left_out_count > 0 then 'no_figure' end as left_out_reason, 0 as approximate_count
from mart.area as a
join per_indicator as p using (area_code)
where not a.is_water
order by 1, 3, 4;
