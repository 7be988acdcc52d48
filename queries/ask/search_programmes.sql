-- one row per partner and per programme of one: what a search finds it by
-- resource: partner
-- area: none
-- params: none
select partner_id, '' as programme_id, name, '' as partner_name from mart.partner
union all
select g.partner_id, g.programme_id, g.name, p.name as partner_name
from mart.programme as g
join mart.partner as p using (partner_id)
where g.name is not null
order by partner_id, programme_id
