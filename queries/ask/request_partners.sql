-- one row per partner to whom a request can be passed on
-- resource: partner
-- area: none
-- params: none
select partner_id, name
from mart.partner
order by name, partner_id
