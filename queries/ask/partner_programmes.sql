-- one row per programme: whose it is, its theme, and at how many schools it was or is
-- resource: partner
-- area: none
-- params: none
select
    g.programme_id, g.partner_id, p.name as partner_name, g.name, coalesce(g.theme_id, '') as theme_id,
    count(distinct a.school_id) as schools_count
from mart.programme as g
join mart.partner as p using (partner_id)
left join mart.activity as a using (programme_id)
group by all
order by p.name, g.name, g.programme_id
