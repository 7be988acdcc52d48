-- one row per partner: its deliveries, activities, and how fresh they are at the edition's as-of date
-- resource: partner
-- area: none
-- params: none
with
now as (select as_of_date from mart.build),
activity as (
    select
        partner_id,
        count(*) as activities_count,
        count(distinct school_id) as schools_count,
        count(*) filter (where is_current) as current_count,
        count(*) filter (where is_current and confirmed_on >= as_of_date - interval 6 month) as fresh_count,
        max(school_year) as last_school_year,
        max(confirmed_on) as confirmed_on
    from mart.activity, now
    group by partner_id
),
delivery as (
    select
        partner_id, count(*) as deliveries_count, max(received_on) as received_on, sum(rows_count) as rows_count,
        sum(doubtful_count) as doubtful_count, sum(without_year_count) as without_year_count
    from mart.delivery
    group by partner_id
)
select
    p.partner_id, p.name, p.kind, p.website, p.contact, p.is_fictional,
    coalesce(d.deliveries_count, 0) as deliveries_count, d.received_on,
    coalesce(d.rows_count, 0) as rows_count,
    coalesce(d.doubtful_count, 0) as doubtful_count,
    coalesce(d.without_year_count, 0) as without_year_count,
    coalesce(a.activities_count, 0) as activities_count,
    coalesce(a.schools_count, 0) as schools_count,
    coalesce(a.current_count, 0) as current_count,
    coalesce(a.fresh_count, 0) as fresh_count,
    a.last_school_year, a.confirmed_on
from mart.partner as p
left join activity as a using (partner_id)
left join delivery as d using (partner_id)
order by p.name, p.partner_id
