-- one row per indicator and period of which only one of the builds has figures
with
was_period as (
    select distinct 'open' as resource, indicator_id, period from was.mart.area_value
    union select distinct 'open', indicator_id, period from was.mart.school_value
    union select distinct 'open', indicator_id, period from was.mart.institution_value
    union select distinct 'closed', indicator_id, period from was.mart.closed_area_value
    union select distinct 'closed', indicator_id, period from was.mart.closed_school_value
    union select distinct 'closed', indicator_id, period from was.mart.closed_institution_value
),
now_period as (
    select distinct 'open' as resource, indicator_id, period from now.mart.area_value
    union select distinct 'open', indicator_id, period from now.mart.school_value
    union select distinct 'open', indicator_id, period from now.mart.institution_value
    union select distinct 'closed', indicator_id, period from now.mart.closed_area_value
    union select distinct 'closed', indicator_id, period from now.mart.closed_school_value
    union select distinct 'closed', indicator_id, period from now.mart.closed_institution_value
)
select 'period' as kind, resource, indicator_id || '/' || period as key, indicator_id, period,
    if(w.period is null, null, period) as before, if(n.period is null, null, period) as after
from was_period as w
full join now_period as n using (resource, indicator_id, period)
where w.period is null or n.period is null
