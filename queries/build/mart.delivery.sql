-- one row per accepted delivery of a partner, with how many of its rows are linked
create table mart.delivery as
select
    d.delivery_id, d.partner_id, d.file_name, d.sha256,
    cast(d.received_at as date) as received_on, d.received_by, cast(d.confirmed_on as date) as confirmed_on,
    count(r.line) as rows_count,
    count(*) filter (where r.school_id is not null) as linked_count,
    count(*) filter (where r.link_status = 'doubtful') as doubtful_count,
    count(*) filter (where r.link_status in ('unknown', 'not_a_school')) as unlinked_count,
    count(*) filter (where r.school_id is not null and r.school_year = '') as without_year_count
from raw.partner_delivery as d
left join core.partner_row as r using (delivery_id)
group by all
order by d.partner_id, received_on, d.delivery_id;
