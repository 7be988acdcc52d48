-- one row per municipality: the circumstances that its twins are looked for on, never outcomes; null where there is none
create table mart.municipality_profile as
with
newest as (
    select area_code, indicator_id, group_code, value
    from mart.area_value
    where level = 'municipality' and status = 'observed'
        and (
            (indicator_id = 'population' and group_code in ('age_0_14', 'age_15_24', 'age_65'))
            or (
                indicator_id in ('ses_woa', 'low_income_households_pct', 'po_need_per_pupil', 'children_pct')
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
        max(value) filter (where group_code = 'age_65') as age_65,
        max(value) filter (where indicator_id = 'low_income_households_pct') as low_income_pct,
        max(value) filter (where indicator_id = 'po_need_per_pupil') as need_per_pupil,
        max(value) filter (where indicator_id = 'ses_woa') as ses,
        max(value) filter (where indicator_id = 'children_pct') as children_pct
    from newest
    group by area_code
)
select
    area.area_code, area.name, area.province_name,
    nullif(area.population_count, 0) as inhabitants_count,
    area.urbanity_class,
    100.0 * age_0_14 / nullif(area.population_count, 0) as age_0_14_pct,
    100.0 * age_15_24 / nullif(area.population_count, 0) as age_15_24_pct,
    100.0 * age_65 / nullif(area.population_count, 0) as age_65_pct,
    children_pct, low_income_pct, need_per_pupil, ses
from mart.area
left join wide using (area_code)
where area.level = 'municipality'
order by area.area_code;
