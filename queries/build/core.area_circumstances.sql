-- one row per area and circumstance: income (1,000 euro), home values (1,000 euro), education and benefits (percent)
-- of a municipality CBS's own figure; where it has none the mean of its districts, weighted by whom the figure is about,
-- when these have a figure for 90 % of them
create table core.area_circumstances as
with
people as (
    select 'district' as level, * from core.district_people
    union all by name
    select 'municipality' as level, * from core.municipality_people
),
figures as (
    select area_code, level, municipality_code, unnest([
        {'indicator_id': 'woz_value', 'published': woz_value_keur, 'part': null, 'n': null, 'about': households_count},
        {'indicator_id': 'income_per_inhabitant', 'published': income_per_inhabitant_keur, 'part': null, 'n': null,
            'about': population_count},
        {'indicator_id': 'household_income', 'published': household_income_keur, 'part': null, 'n': null,
            'about': households_count},
        {'indicator_id': 'low_income_households_pct', 'published': low_income_households_pct, 'part': null,
            'n': households_count, 'about': households_count},
        {'indicator_id': 'social_minimum_households_pct', 'published': social_minimum_households_pct, 'part': null,
            'n': households_count, 'about': households_count},
        {'indicator_id': 'poverty_persons_pct', 'published': poverty_persons_pct, 'part': null, 'n': population_count,
            'about': population_count},
        -- shares that are made here, of counts that CBS rounds to tens: 0 to 4 rounded away is few people, not nobody
        {'indicator_id': 'education_low_pct', 'published': null, 'part': education_low_count,
            'n': education_low_count + education_middle_count + education_high_count,
            'about': education_low_count + education_middle_count + education_high_count},
        {'indicator_id': 'social_assistance_pct', 'published': null, 'part': social_assistance_count,
            'n': population_count, 'about': population_count}
    ], recursive := true)
    from people
),
-- what this vintage has no column of, or an empty one, is no figure of it
there as (
    select level, indicator_id from figures group by all having count(published) + count(part) > 0
),
judged as (
    select area_code, level, municipality_code, indicator_id, coalesce(published, 100.0 * part / nullif(n, 0)) as value,
        n, about,
        case
            when part is not null and tells_too_much(part, n) then 'withheld'
            when coalesce(published, part / nullif(n, 0)) is null then 'missing'
            else 'observed'
        end as status
    from figures
    semi join there using (level, indicator_id)
),
of_districts as (
    select municipality_code as area_code, indicator_id,
        round(sum(value * about) filter (where status = 'observed'), 6)
            / nullif(sum(about) filter (where status = 'observed' and value is not null), 0) as value,
        sum(n) filter (where status = 'observed') as n,
        coalesce(sum(about) filter (where status = 'observed'), 0) >= 0.9 * sum(about) as is_covered,
        count(*) filter (where status <> 'observed' and coalesce(about, 0) > 0) as left_out_count
    from judged
    where level = 'district'
    group by all
)
select
    a.area_code, a.level, f.indicator_id, 'all' as group_code, vintage_period('cbs_kerncijfers_wijken') as period,
    case when f.status = 'observed' then f.value end as value, null::double as lower, null::double as upper,
    case when f.status = 'observed' then f.n end as n, f.status,
    null as quality_flag, 0 as left_out_count, null as left_out_reason, 0 as approximate_count
from mart.area as a
join judged as f using (area_code, level)
where not a.is_water
union all
select
    a.area_code, a.level, f.indicator_id, 'all', vintage_period('cbs_kerncijfers_wijken'),
    case when f.is_covered then f.value end, null, null, case when f.is_covered then f.n end,
    case when f.is_covered and f.value is not null then 'observed' else 'missing' end,
    'approximation', f.left_out_count, case when f.left_out_count > 0 then 'no_figure' end, 0
from mart.area as a
join of_districts as f using (area_code)
anti join (select * from there where level = 'municipality') as own on own.indicator_id = f.indicator_id
where a.level = 'municipality'
union all
-- this source has no figures above municipality, and means of means would be a guess
select a.area_code, a.level, i.indicator_id, 'all', vintage_period('cbs_kerncijfers_wijken'), null, null, null, null, 'missing',
    null, 0, 'not_published_above_district', 0
from mart.area as a
cross join (select distinct indicator_id from there) as i
where a.level in ('province', 'country')
order by 3, 1;
