-- one row per district: the circumstances that twins are looked for on, never outcomes; null where CBS gives none
create table mart.district_profile as
with
newest as (
    select area_code, indicator_id, group_code, value
    from mart.area_value
    where level = 'district' and status = 'observed'
        and (
            (indicator_id = 'population' and group_code in ('age_0_14', 'age_15_24', 'age_25_44', 'age_65'))
            or (
                indicator_id in ('ses_woa', 'ses_woa_spread', 'low_income_households_pct', 'social_assistance_pct')
                and group_code = 'all'
            )
        )
    qualify period = max(period) over (partition by indicator_id)
),
wide as (
    select
        area_code,
        max(value) filter (where group_code = 'age_0_14') as age_0_14,
        max(value) filter (where group_code = 'age_15_24') as age_15_24,
        max(value) filter (where group_code = 'age_25_44') as age_25_44,
        max(value) filter (where group_code = 'age_65') as age_65,
        max(value) filter (where indicator_id = 'low_income_households_pct') as low_income_pct,
        max(value) filter (where indicator_id = 'social_assistance_pct') as assistance_pct,
        max(value) filter (where indicator_id = 'ses_woa') as ses,
        max(value) filter (where indicator_id = 'ses_woa_spread') as ses_spread
    from newest
    group by area_code
)
select
    area.area_code, area.name, area.municipality_code, area.municipality_name,
    nullif(area.population_count, 0) as inhabitants_count,
    100.0 * age_0_14 / nullif(area.population_count, 0) as age_0_14_pct,
    100.0 * age_15_24 / nullif(area.population_count, 0) as age_15_24_pct,
    100.0 * age_25_44 / nullif(area.population_count, 0) as age_25_44_pct,
    100.0 * age_65 / nullif(area.population_count, 0) as age_65_pct,
    low_income_pct, assistance_pct, ses, ses_spread, area.urbanity_class
from mart.area
left join wide using (area_code)
where area.level = 'district'
    and not coalesce(area.is_water, false)
order by area.area_code;
