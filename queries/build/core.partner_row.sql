-- one row per activity that a delivered data row of a partner tells of, with the school that the evidence or a person's decision links it to
create table core.partner_row as
with
decided as (
    select d.partner_id, d.fingerprint, clean(d.school_id) as school_id, d.decided_by, d.decided_at
    from raw.partner_decision as d
    -- a decision for a school that this edition does not know waits for an edition that does
    where clean(d.school_id) is null or d.school_id in (select school_id from mart.school)
),
judged as (
    select
        r.*,
        case
            when d.fingerprint is null then l.decision
            when d.school_id is null then 'refused'
            else 'accepted'
        end as decision,
        case when d.fingerprint is not null then d.school_id else clean(l.school_id) end as school_id,
        l.rule, l.score, l.margin, l.reason_nl, l.reason_en, l.candidates,
        d.decided_by, d.decided_at
    from raw.partner_row as r
    join core.partner_link as l on l.delivery_id = r.delivery_id and l.line = r.line
    left join decided as d on d.partner_id = r.partner_id and d.fingerprint = r.fingerprint
)
select
    j.*,
    case
        when j.decision = 'review' then 'doubtful'
        when j.decision = 'none' then 'unknown'
        when j.decision = 'refused' then 'not_a_school'
        when not s.is_listed then 'closed'
        when length(read_postcode(j.postcode)) = 6 and read_postcode(j.postcode) <> read_postcode(s.postcode) then 'moved'
        else 'linked'
    end as link_status
from judged as j
left join mart.school as s on s.school_id = j.school_id
order by j.delivery_id, j.line, j.programme_slug, j.school_year;
