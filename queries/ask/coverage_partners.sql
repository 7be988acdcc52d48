-- one row per partner with activities in the build
-- resource: partner
-- area: none
-- params: none
select partner_id, partner.name, partner.kind, partner.is_fictional, count(*) as activities_count
from mart.partner as partner
join mart.activity as activity using (partner_id)
group by all
order by partner.name, partner_id
