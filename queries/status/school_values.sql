-- one row per school indicator: cells per status, listed or not, and the sum of values
select indicator_id, min(period) as first_period, max(period) as last_period,
    count(*) filter (where status = 'observed')::int as observed,
    count(*) filter (where status = 'suppressed')::int as suppressed,
    count(*) filter (where status = 'missing')::int as missing,
    count(*) filter (where s.is_listed and v.status = 'observed')::int as listed_observed,
    count(*) filter (where not s.is_listed and v.status = 'observed')::int as unlisted_observed,
    round(sum(value), 2) as total
from mart.school_value as v join mart.school as s using (school_id)
group by 1
order by 1;
