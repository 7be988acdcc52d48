-- one row per area indicator and level: cells per status and the sum of values
select indicator_id, level, min(period) as first_period, max(period) as last_period,
    count(*) filter (where status = 'observed')::int as observed,
    count(*) filter (where status = 'suppressed')::int as suppressed,
    count(*) filter (where status = 'withheld')::int as withheld,
    count(*) filter (where status = 'missing')::int as missing,
    count(*) filter (where status = 'not_applicable')::int as not_applicable,
    round(sum(value), 2) as total
from mart.area_value
group by 1, 2
order by 1, 2;
