-- one row per factor x theme that touches it by our own judgement
-- resource: open
-- area: none
-- params: none
select f.factor_id, f.theme_id, f.reason_nl, f.reason_en, t.name_nl, t.name_en
from mart.factor_theme as f
join mart.gka_theme as t using (theme_id)
order by f.factor_id, t.name_nl
