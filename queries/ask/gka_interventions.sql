-- one row per year x margin (theme, sector or link) x category that the GKA counted interventions by, themes with their names
-- resource: open
-- area: none
-- params: none
select
    i.year, i.margin, i.category, i.interventions_count, i.note, i.source,
    t.name_nl, t.name_en, t.theme_2020_nl, coalesce(t.in_2020, false) as in_2020
from mart.gka_intervention as i
left join mart.gka_theme as t on i.margin = 'theme' and t.theme_id = i.category
order by i.year desc, i.margin, i.interventions_count desc, i.category
