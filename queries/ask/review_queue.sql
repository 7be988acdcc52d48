-- one row per school that a partner named and that a person must judge: its rows in the files taken together
-- resource: partner
-- area: none
-- params: none
select
    r.partner_id, p.name as partner_name, r.fingerprint,
    any_value(r.told_brin) as told_brin, any_value(r.told_school) as told_school, any_value(r.told_street) as told_street,
    any_value(r.told_postcode) as told_postcode, any_value(r.told_place) as told_place,
    count(*) as rows_count, min(r.delivery_id) as delivery_id, min(r.line) as line,
    any_value(r.decision) as decision, any_value(r.rule) as rule, any_value(r.score) as score, any_value(r.margin) as margin,
    any_value(r.reason_nl) as reason_nl, any_value(r.reason_en) as reason_en, any_value(r.candidates) as candidates
from mart.partner_row as r
join mart.partner as p using (partner_id)
where r.decision in ('review', 'none')
group by all
order by any_value(r.decision) = 'none', any_value(r.score) desc nulls last, p.name, told_school, r.fingerprint
