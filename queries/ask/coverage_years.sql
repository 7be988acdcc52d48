-- one row per school year in which a partner is active, newest first: who told of it, and who of the year before did too
-- resource: partner
-- area: none
-- params: none
with
told as (
    select
        school_year, partner_id, count(*) as activities_count, count(*) filter (where is_current) as current_count,
        printf('%d-%s', cast(school_year[1:4] as integer) - 1, school_year[1:4]) as year_before
    from mart.activity
    group by school_year, partner_id
),
partners as (
    select school_year, count(*) as partners_count
    from told
    group by school_year
)
select
    told.school_year, cast(sum(told.activities_count) as bigint) as activities_count,
    cast(sum(told.current_count) as bigint) as current_count,
    string_agg(told.partner_id, ',' order by told.partner_id) as partner_ids,
    coalesce(any_value(partners.partners_count), 0) as before_count,
    count(before.partner_id) as returned_count
from told
left join told as before on before.school_year = told.year_before and before.partner_id = told.partner_id
left join partners on partners.school_year = told.year_before
group by told.school_year
order by told.school_year desc
