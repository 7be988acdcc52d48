-- one row per factor of influence on equal opportunity (30 in 5 levels), typed from the reports (data/reference/README.md)
create table mart.factor as
select
    clean(factor_id) as factor_id,
    clean(level) as level,
    clean(level_nl) as level_nl,
    clean(level_en) as level_en,
    clean(name_nl) as name_nl,
    clean(name_en) as name_en,
    in_2020 = 'true' as in_2020,
    in_2022 = 'true' as in_2022,
    read_count(number_2020) as number_2020,
    read_count(number_2022) as number_2022,
    clean(name_2020_nl) as name_2020_nl,
    clean(source) as source
from raw.reference_factors
order by 1, 2, 3;
