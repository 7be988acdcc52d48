-- one row per activity x plain fact that a partner's file told of its own row, beside what is told of its programme
-- resource: partner
-- area: none
-- params: partner text = "brugteam-halverzwin"
select
    f.programme_id, coalesce(g.name, '') as programme, f.school_id, s.name as school, s.place, f.school_year, f.fact_id,
    f.value, p.value as programme_value, f.told_by, f.told_on, f.told_in
from mart.activity_fact as f
join mart.school as s using (school_id)
left join mart.programme as g using (programme_id)
left join mart.programme_fact as p on p.programme_id = f.programme_id and p.fact_id = f.fact_id
where f.partner_id = $partner and f.told_of = 'row'
order by programme, s.name, f.school_id, f.school_year, f.fact_id
