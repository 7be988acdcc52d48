-- one row per initiative described in 2019, typed from the reports (data/reference/README.md)
create table mart.gka_initiative as
select
    clean(initiative_id) as initiative_id,
    clean(title) as title,
    clean(municipality_or_region) as municipality_or_region,
    clean(municipality_code) as municipality_code,
    clean(named_codes) as named_codes,
    clean(organisation) as organisation,
    clean(sector) as sector,
    clean(also_sectors) as also_sectors,
    clean(theme) as theme,
    clean(aim_nl) as aim_nl,
    clean(aim_en) as aim_en,
    clean(note) as note,
    clean(source) as source
from raw.reference_gka_initiatives
order by 1, 2, 3;
