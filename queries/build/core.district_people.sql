-- one row per district (wijk) with key figures: persons and households, CBS's rounding kept
create table core.district_people as
select
    clean(area_code) as area_code,
    coalesce(clean(municipality_code), 'GM' || substr(clean(area_code), 3, 4)) as municipality_code,
    read_count(population_count) as population_count,
    read_count(population_0_14_count) as population_0_14_count,
    read_count(population_15_24_count) as population_15_24_count,
    read_count(population_25_44_count) as population_25_44_count,
    read_count(population_45_64_count) as population_45_64_count,
    read_count(population_65_count) as population_65_count,
    read_count(households_count) as households_count,
    read_count(single_households_count) as single_households_count,
    read_count(childless_households_count) as childless_households_count,
    read_count(households_with_children_count) as households_with_children_count,
    read_number(woz_value_keur) as woz_value_keur,
    read_count(education_low_count) as education_low_count,
    read_count(education_middle_count) as education_middle_count,
    read_count(education_high_count) as education_high_count,
    read_number(income_per_inhabitant_keur) as income_per_inhabitant_keur,
    read_number(household_income_keur) as household_income_keur,
    read_number(low_income_households_pct) as low_income_households_pct,
    read_number(social_minimum_households_pct) as social_minimum_households_pct,
    read_number(poverty_persons_pct) as poverty_persons_pct,
    read_count(social_assistance_count) as social_assistance_count,
    cast(read_count(urbanity_class) as integer) as urbanity_class
from raw.cbs_kerncijfers_wijken
order by 1;
