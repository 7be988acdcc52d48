-- one row per listed school location of a sector: what lists of target schools filter and score on, by school_id
-- resource: partner
-- area: municipality_code
-- params: sector text = "PO"
select * exclude (is_listed)
from mart.school_profile
where sector = $sector and is_listed
order by school_id
