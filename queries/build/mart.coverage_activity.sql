-- one row per activity that meets these choices; '' and an empty list mean all. 1 to 4 participants are told as that only
create macro mart.coverage_activity(wanted_year, wanted_partners, wanted_themes, founding_only, with_faded) as table
select
    a.* exclude (participants_count, participants_text, participants_status),
    -- all that is counted, ranked, drawn or exported is made of these: a few at one school stay its partner's own
    case when a.participants_count not between 1 and 4 then a.participants_count end as participants_count,
    case when a.participants_count between 1 and 4 then 1 else a.participants_count end as participants_lower,
    case when a.participants_count between 1 and 4 then 4 else a.participants_count end as participants_upper,
    case when a.participants_count between 1 and 4 then null else a.participants_text end as participants_text,
    case when a.participants_count between 1 and 4 then 'withheld' else a.participants_status end as participants_status,
    p.name as partner_name, p.kind, g.name as programme_name, g.theme_id
from mart.activity as a
join mart.partner as p using (partner_id)
left join mart.programme as g using (programme_id)
where (with_faded or a.is_current)
    and (wanted_year = '' or a.school_year = wanted_year)
    and (len(wanted_partners) = 0 or list_contains(wanted_partners, a.partner_id))
    and (len(wanted_themes) = 0 or list_contains(wanted_themes, g.theme_id) or exists (
        from mart.programme_fact as f
        where f.programme_id = a.programme_id and f.fact_id = 'themes'
            and list_has_any(string_split(f.value, ','), cast(wanted_themes as text[]))
    ))
    and (not founding_only or p.kind = 'founding');
