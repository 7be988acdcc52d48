-- one row per programme: what was told of it, where it is active at the as-of date, for how many, and how fresh that is
-- resource: partner
-- area: none
-- params: none
with
now as (select as_of_date from mart.build),
active as (
    select
        programme_id,
        count(distinct school_id) as schools_count,
        coalesce(sum(participants_lower), 0) as participants_lower,
        coalesce(sum(participants_upper), 0) as participants_upper,
        count(*) filter (where participants_lower < participants_upper) as few_participants_count,
        count(*) filter (where participants_upper is null) as untold_count
    from mart.coverage_activity('', [], [], false, false)
    group by programme_id
),
ever as (
    select
        programme_id, max(confirmed_on) as confirmed_on, max(school_year) as last_school_year,
        bool_and(stopped_on is not null) as is_stopped
    from mart.activity
    group by programme_id
),
-- the last time that a partner let know anything: a list, a confirmation, a fact
told as (
    select partner_id, max(told_on) as told_on
    from (
        select partner_id, received_on as told_on from mart.delivery
        union all
        select partner_id, confirmed_on from mart.delivery
        union all
        select partner_id, told_on from mart.programme_fact
        union all
        select partner_id, confirmed_on from mart.activity
    )
    group by partner_id
)
select
    g.programme_id, g.partner_id, p.name as partner_name, p.is_fictional, p.website, g.name, g.sector,
    g.description_nl, g.description_en, g.region, g.theme_ids, g.group_from, g.group_to, g.starts_in, g.moments,
    g.quality_mark, g.wants_volunteers, g.learning_line, g.via_skb, g.capacity_count,
    coalesce(a.schools_count, 0) as schools_count,
    coalesce(a.participants_lower, 0) as participants_lower, coalesce(a.participants_upper, 0) as participants_upper,
    coalesce(a.few_participants_count, 0) as few_participants_count, coalesce(a.untold_count, 0) as untold_count,
    e.confirmed_on, e.last_school_year, coalesce(e.is_stopped, false) as is_stopped,
    least(t.told_on, now.as_of_date) as partner_told_on,
    coalesce(t.told_on < now.as_of_date - interval 12 month, true) as is_silent
from mart.programme_told as g
cross join now
join mart.partner as p using (partner_id)
left join active as a using (programme_id)
left join ever as e using (programme_id)
left join told as t using (partner_id)
order by coalesce(a.schools_count, 0) desc, p.name, g.name, g.programme_id
