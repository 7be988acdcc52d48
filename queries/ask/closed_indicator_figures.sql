-- one row per kind of place, period and group of a closed indicator: how many have a figure, and how these lie
-- resource: closed
-- area: none
-- params: indicator text = "gka_afstroom_pct"
with
cells as (
    select level as place, period, group_code, value, status
    from mart.closed_area_value
    where indicator_id = $indicator and level in ('country', 'municipality', 'district')
    union all
    select 'school', period, group_code, value, status from mart.closed_school_value where indicator_id = $indicator
    union all
    select 'institution', period, group_code, value, status from mart.closed_institution_value where indicator_id = $indicator
)
select
    place, period, group_code,
    count(*) filter (where status = 'observed') as observed_count,
    count(*) filter (where status = 'suppressed') as suppressed_count,
    count(*) filter (where status = 'withheld') as withheld_count,
    count(*) filter (where status in ('missing', 'not_applicable')) as missing_count,
    min(value) filter (where status = 'observed' and place = 'country') as country_value,
    case when count(*) filter (where status = 'observed') >= 10
        then quantile_cont(value, 0.1) filter (where status = 'observed') end as low,
    case when count(*) filter (where status = 'observed') >= 10
        then quantile_cont(value, 0.5) filter (where status = 'observed') end as middle,
    case when count(*) filter (where status = 'observed') >= 10
        then quantile_cont(value, 0.9) filter (where status = 'observed') end as high
from cells
group by place, period, group_code
order by place, group_code, period
