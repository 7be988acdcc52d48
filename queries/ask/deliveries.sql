-- one row per delivery in the atlas, newest first
-- resource: partner
-- area: none
-- params: none
select
    d.delivery_id, d.partner_id, p.name as partner_name, d.file_name, d.received_on, d.received_by, d.confirmed_on,
    d.rows_count, d.linked_count, d.doubtful_count, d.unlinked_count, d.without_year_count
from mart.delivery as d
join mart.partner as p using (partner_id)
order by d.received_on desc, p.name, d.delivery_id
