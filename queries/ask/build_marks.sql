-- one row: what every file that leaves must say of the build: its as-of date, and what of it is made up
-- resource: open
-- area: none
-- params: none
with
activity as (
    select
        coalesce(bool_and(partner.is_fictional), false) as is_all_fictional,
        coalesce(bool_or(partner.is_fictional), false) as is_part_fictional
    from mart.activity as activity
    join mart.partner as partner using (partner_id)
)
select
    build.as_of_date,
    case
        when build.is_fictional then 'all'
        when activity.is_all_fictional then 'activity'
        when activity.is_part_fictional then 'some_activity'
        else ''
    end as made_up
from mart.build as build
cross join activity
