-- one row per partner x programme x school x school year: what the partner's newest delivery of it says
create table mart.activity as
with
newest as (
    -- a later list of the same programme and school year takes the place of an earlier one
    select r.partner_id, r.programme_slug, r.school_year, max_by(r.delivery_id, (d.received_at, d.delivery_id)) as delivery_id
    from core.partner_row as r
    join raw.partner_delivery as d on d.delivery_id = r.delivery_id
    group by all
),
told as (
    -- a row that says the same as one above it is counted once; rows that differ are groups of their own and add up
    select distinct on (r.delivery_id, r.programme_slug, r.school_year, r.school_id, r.fingerprint, r.participants_told)
        r.*
    from core.partner_row as r
    join newest as n using (partner_id, programme_slug, school_year, delivery_id)
    where r.school_id is not null and r.school_year <> ''
    order by r.delivery_id, r.line
),
summed as (
    select
        partner_id, programme_slug, school_id, school_year, delivery_id,
        min(line) as line,
        cast(sum(participants_count) as integer) as participants_count,
        string_agg(clean(participants_told), ' + ' order by line) as participants_text,
        case
            when count(participants_count) = 0 then 'missing'
            when bool_or(participants_status <> 'observed') then 'approximate'
            else 'observed'
        end as participants_status
    from told
    group by all
),
confirmed as (
    select
        s.*,
        greatest(make_date(cast(s.school_year[6:9] as integer), 7, 31), cast(d.confirmed_on as date)) as confirmed_on
    from summed as s
    join raw.partner_delivery as d using (delivery_id)
)
select
    partner_id, partner_id || '/' || programme_slug as programme_id, school_id, school_year,
    participants_count, participants_text, participants_status,
    confirmed_on,
    cast(confirmed_on + interval 12 month as date) as current_until,
    cast(getvariable('as_of_date') as date) <= confirmed_on + interval 12 month as is_current,
    delivery_id, line
from confirmed
order by partner_id, programme_id, school_id, school_year;
