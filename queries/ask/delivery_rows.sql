-- one row per delivered row of one delivery, in file order, with the official name and address of its school
-- resource: partner
-- area: none
-- params: delivery text = "beroepenreis-merwindia-3ad4d4b4f5b9"
select distinct on (r.line)
    r.line, r.school_id, s.name as school_name,
    trim(concat_ws(' ', s.street, s.house_number)) as school_street, s.postcode as school_postcode, s.place as school_place,
    r.link_status, r.reason_nl, r.reason_en, s.valid_to
from mart.partner_row as r
left join mart.school as s on s.school_id = r.school_id
where r.delivery_id = $delivery
order by r.line
