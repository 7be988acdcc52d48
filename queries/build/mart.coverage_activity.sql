-- one row per activity that meets these choices; '' and an empty list mean all
create macro mart.coverage_activity(wanted_year, wanted_partners, wanted_themes, founding_only, with_faded) as table
select a.*, p.name as partner_name, p.kind, g.name as programme_name, g.theme_id
from mart.activity as a
join mart.partner as p using (partner_id)
left join mart.programme as g using (programme_id)
where (with_faded or a.is_current)
    and (wanted_year = '' or a.school_year = wanted_year)
    and (len(wanted_partners) = 0 or list_contains(wanted_partners, a.partner_id))
    and (len(wanted_themes) = 0 or list_contains(wanted_themes, g.theme_id))
    and (not founding_only or p.kind = 'founding');
