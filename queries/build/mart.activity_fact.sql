-- one row per activity x plain fact known of it: told of it in its own row of the file, else of its programme, else of the partner as a whole
create table mart.activity_fact as
with
in_rows as (
    select
        a.partner_id, a.programme_id, a.school_id, a.school_year, f.fact_id,
        case
            when count(distinct f.value) = 1 then any_value(f.value)
            -- several groups at one school: of a yes and a no one yes is enough, of other contradictions nothing is known
            when bool_or(f.value = 'yes') then 'yes'
        end as value,
        any_value(d.received_by) as told_by, any_value(d.received_at) as told_at, 'file' as told_in, 'row' as told_of
    from mart.activity as a
    join core.partner_row as r
        on r.delivery_id = a.delivery_id and r.partner_id || '/' || r.programme_slug = a.programme_id
        and r.school_id = a.school_id and r.school_year = a.school_year
    join raw.partner_row_fact as f
        on f.delivery_id = r.delivery_id and f.line = r.line and f.programme_slug = r.programme_slug
        and f.school_year = r.school_year
    join raw.partner_delivery as d on d.delivery_id = a.delivery_id
    group by all
),
in_general as (
    select
        a.partner_id, a.programme_id, a.school_id, a.school_year, f.fact_id, f.value, f.told_by, f.told_at, f.told_in,
        case when f.programme_slug = '*' then 'partner' else 'programme' end as told_of
    from mart.activity as a
    join raw.partner_fact as f
        on f.partner_id = a.partner_id
        and (f.programme_slug = '*' or f.partner_id || '/' || f.programme_slug = a.programme_id)
    -- where a file tells a fact row by row, a row that it leaves empty does not get what the other rows say
    where f.told_in <> 'file' or not exists (
        from raw.partner_row_fact as r where r.delivery_id = a.delivery_id and r.fact_id = f.fact_id
    )
),
every as (
    from in_rows
    union all by name
    from in_general
),
ranked as (
    select
        e.*,
        case
            -- what a person tells of the programme after the file came is a later word on its rows too
            when told_of = 'programme' and told_in = 'form'
                and told_at > max(told_at) filter (where told_of = 'row') over same then 0
            else list_position(['row', 'programme', 'partner'], told_of)
        end as rank
    from every as e
    window same as (partition by programme_id, school_id, school_year, fact_id)
)
select
    partner_id, programme_id, school_id, school_year, fact_id, value, told_of, told_by,
    case when told_in <> 'brought' then cast(told_at as date) end as told_on, told_in
from ranked
qualify row_number() over (partition by programme_id, school_id, school_year, fact_id order by rank) = 1
    -- rows that contradict each other keep what is told in general from counting for them
    and value is not null
order by programme_id, school_id, school_year, fact_id;
