-- one row per area and circumstance of a district: income (1,000 euro), home values (1,000 euro), education and benefits (percent)
create table core.area_circumstances as
with
figures as (
    select area_code, unnest([
        {'indicator_id': 'woz_value', 'published': woz_value_keur, 'part': null, 'n': null},
        {'indicator_id': 'income_per_inhabitant', 'published': income_per_inhabitant_keur, 'part': null, 'n': null},
        {'indicator_id': 'household_income', 'published': household_income_keur, 'part': null, 'n': null},
        {'indicator_id': 'low_income_households_pct', 'published': low_income_households_pct, 'part': null, 'n': households_count},
        {'indicator_id': 'social_minimum_households_pct', 'published': social_minimum_households_pct, 'part': null, 'n': households_count},
        {'indicator_id': 'poverty_persons_pct', 'published': poverty_persons_pct, 'part': null, 'n': population_count},
        -- shares that are made here, of counts that CBS rounds to tens: 0 to 4 rounded away is few people, not nobody
        {'indicator_id': 'education_low_pct', 'published': null, 'part': education_low_count,
            'n': education_low_count + education_middle_count + education_high_count},
        {'indicator_id': 'social_assistance_pct', 'published': null, 'part': social_assistance_count, 'n': population_count}
    ], recursive := true)
    from core.district_people
),
-- what this vintage has no column of, or an empty one, is no figure of it
there as (
    select indicator_id from figures group by indicator_id having count(published) + count(part) > 0
),
judged as (
    select area_code, indicator_id, coalesce(published, 100.0 * part / nullif(n, 0)) as value, n,
        case
            when part is not null and tells_too_much(part, n) then 'withheld'
            when coalesce(published, part / nullif(n, 0)) is null then 'missing'
            else 'observed'
        end as status
    from figures
    semi join there using (indicator_id)
)
select
    a.area_code, a.level, f.indicator_id, 'all' as group_code, vintage_period('cbs_kerncijfers_wijken') as period,
    case when f.status = 'observed' then f.value end as value, null::double as lower, null::double as upper,
    case when f.status = 'observed' then f.n end as n, f.status,
    null as quality_flag, 0 as left_out_count, null as left_out_reason, 0 as approximate_count
from mart.area as a
join judged as f using (area_code)
where not a.is_water
union all
-- this source has no figures above district, and means of means would be a guess
select a.area_code, a.level, i.indicator_id, 'all', vintage_period('cbs_kerncijfers_wijken'), null, null, null, null, 'missing',
    null, 0, 'not_published_above_district', 0
from mart.area as a
cross join there as i
where a.level in ('municipality', 'province', 'country')
order by 3, 1;
