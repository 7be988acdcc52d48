-- one row per plain fact told of a partner's programmes, or of the partner as a whole; what is unknown has no row
-- resource: partner
-- area: none
-- params: partner text = "beroepenreis-merwindia"
select programme_id, fact_id, value, told_by, told_on, told_in
from mart.programme_fact
where partner_id = $partner
order by programme_id, fact_id
