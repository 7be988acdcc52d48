-- one row per area and circumstance of a district: income (1,000 euro), home values (1,000 euro), education and benefits (percent)
create table core.area_circumstances as
with
figures as (
    select area_code, unnest([
        {'indicator_id': 'woz_value', 'value': woz_value_keur, 'n': null},
        {'indicator_id': 'income_per_inhabitant', 'value': income_per_inhabitant_keur, 'n': null},
        {'indicator_id': 'household_income', 'value': household_income_keur, 'n': null},
        {'indicator_id': 'low_income_households_pct', 'value': low_income_households_pct, 'n': households_count},
        {'indicator_id': 'social_minimum_households_pct', 'value': social_minimum_households_pct, 'n': households_count},
        {'indicator_id': 'education_low_pct', 'n': education_low_count + education_middle_count + education_high_count,
            'value': 100.0 * education_low_count / nullif(education_low_count + education_middle_count + education_high_count, 0)},
        {'indicator_id': 'social_assistance_pct', 'value': 100.0 * social_assistance_count / nullif(population_count, 0), 'n': population_count}
    ], recursive := true)
    from core.district_people
)
select
    a.area_code, a.level, f.indicator_id, 'all' as group_code, vintage_period('cbs_kerncijfers_wijken') as period, f.value,
    null::double as lower, null::double as upper, case when f.value is not null then f.n end as n,
    case when f.value is null then 'missing' else 'observed' end as status,
    null as quality_flag, 0 as left_out_count, null as left_out_reason, 0 as approximate_count
from mart.area as a
join figures as f using (area_code)
where not a.is_water
union all
-- this source has no figures above district, and means of means would be a guess
select a.area_code, a.level, i.indicator_id, 'all', vintage_period('cbs_kerncijfers_wijken'), null, null, null, null, 'missing',
    null, 0, 'not_published_above_district', 0
from mart.area as a
cross join (select distinct indicator_id from figures) as i
where a.level in ('municipality', 'province', 'country')
order by 3, 1;
