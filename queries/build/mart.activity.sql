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
standing as (
    -- what was told since, of a programme ('' is all of them) at a school ('' is all of them)
    select s.partner_id, s.programme_slug, s.school_id, s.school_year, t.word, cast(t.on_date as date) as on_date,
        t.told_at, t.programme_slug as told_programme, t.school_id as told_school
    from summed as s
    join raw.partner_standing as t
        on t.partner_id = s.partner_id
        and (t.programme_slug = s.programme_slug or t.programme_slug = '*')
        and (t.school_id = s.school_id or t.school_id = '')
),
still as (
    -- it confirms the newest school year only: earlier ones are over
    select partner_id, programme_slug, school_id, max(school_year) as school_year,
        max(on_date) filter (where word = 'still_so') as still_on
    from standing
    group by partner_id, programme_slug, school_id
),
stopped as (
    -- a stop holds for the school years that began before it, until the same or something narrower is still so
    select s.partner_id, s.programme_slug, s.school_id, s.school_year, min(s.on_date) as stopped_on
    from standing as s
    where s.word = 'stopped' and make_date(cast(s.school_year[1:4] as integer), 8, 1) <= s.on_date
        and not exists (
            from standing as later
            where later.word = 'still_so' and later.told_at > s.told_at
                and later.partner_id = s.partner_id and later.programme_slug = s.programme_slug
                and later.school_id = s.school_id and later.school_year = s.school_year
                and s.told_programme in ('*', later.told_programme) and s.told_school in ('', later.told_school)
        )
    group by all
),
confirmed as (
    select
        s.*,
        greatest(
            make_date(cast(s.school_year[6:9] as integer), 7, 31), cast(d.confirmed_on as date), still.still_on
        ) as confirmed_on,
        stopped.stopped_on
    from summed as s
    join raw.partner_delivery as d using (delivery_id)
    left join still
        on still.partner_id = s.partner_id and still.programme_slug = s.programme_slug
        and still.school_id = s.school_id and still.school_year = s.school_year
    left join stopped
        on stopped.partner_id = s.partner_id and stopped.programme_slug = s.programme_slug
        and stopped.school_id = s.school_id and stopped.school_year = s.school_year
),
until as (
    select *, least(cast(confirmed_on + interval 12 month as date), stopped_on) as current_until
    from confirmed
)
select
    partner_id, partner_id || '/' || programme_slug as programme_id, school_id, school_year,
    participants_count, participants_text, participants_status,
    confirmed_on, current_until,
    cast(getvariable('as_of_date') as date) <= current_until as is_current,
    delivery_id, line, stopped_on
from until
order by partner_id, programme_id, school_id, school_year;
