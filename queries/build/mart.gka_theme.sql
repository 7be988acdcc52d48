-- one row per theme of the GKA (2022), typed from the reports (data/reference/README.md)
create table mart.gka_theme as
select
    clean(theme_id) as theme_id,
    clean(name_nl) as name_nl,
    clean(name_en) as name_en,
    in_2020 = 'true' as in_2020,
    clean(theme_2020_nl) as theme_2020_nl,
    clean(source) as source
from raw.reference_gka_themes
order by 1, 2, 3;
