-- one row per municipality with key figures of its own: persons, households and circumstances, CBS's rounding kept
create table core.municipality_people as
select
    clean(area_code) as area_code,
    read_count(population_count) as population_count,
    read_count(households_count) as households_count,
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
from raw.cbs_kerncijfers_gemeenten
order by 1;
