-- one row per year, margin and category: number of interventions, typed from the reports (data/reference/README.md)
create table mart.gka_intervention as
select
    cast(year as integer) as year,
    clean(margin) as margin,
    clean(category) as category,
    read_count("count") as interventions_count,
    clean(note) as note,
    clean(source) as source
from raw.reference_gka_interventions
order by 1, 2, 3;
