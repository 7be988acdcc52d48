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
    cast(read_count(urbanity_class) as integer) as urbanity_class
from raw.cbs_kerncijfers_wijken
order by 1;
