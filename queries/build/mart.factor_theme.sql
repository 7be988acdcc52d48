-- one row per factor x theme that touches it, which is our own judgement (data/reference/README.md)
create table mart.factor_theme as
select
    clean(factor_id) as factor_id,
    clean(theme_id) as theme_id,
    clean(reason_nl) as reason_nl,
    clean(reason_en) as reason_en,
    clean(source) as source
from raw.reference_factor_themes
order by 1, 2;
