-- one row per area indicator and level: cells per status and the sum of values
select indicator_id, level, min(period) as first_period, max(period) as last_period,
    count(*) filter (where status = 'observed' and group_code = 'all')::int as observed,
    count(*) filter (where status = 'suppressed' and group_code = 'all')::int as suppressed,
    count(*) filter (where status = 'withheld' and group_code = 'all')::int as withheld,
    count(*) filter (where status = 'missing' and group_code = 'all')::int as missing,
    count(*) filter (where status = 'not_applicable' and group_code = 'all')::int as not_applicable,
    round(sum(value) filter (where group_code = 'all'), 2) as total
from mart.area_value
group by 1, 2
order by 1, 2;
