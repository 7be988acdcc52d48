-- one row per school indicator: cells per status, listed or not, and the sum of values
select indicator_id, period, group_code,
    count(*) filter (where status = 'observed')::int as observed,
    count(*) filter (where status = 'suppressed')::int as suppressed,
    count(*) filter (where status = 'withheld')::int as withheld,
    count(*) filter (where status = 'missing')::int as missing,
    count(*) filter (where status = 'not_applicable')::int as not_applicable,
    count(*) filter (where s.is_listed and v.status = 'observed')::int as listed_observed,
    count(*) filter (where not s.is_listed and v.status = 'observed')::int as unlisted_observed,
    round(sum(value), 2) as total,
    -- what the sum lies between when a hidden count is 1 to 4
    round(sum(case when i.unit = 'pupils' then case v.status when 'observed' then value when 'suppressed' then coalesce(lower, 1) end end), 2) as total_lower,
    round(sum(case when i.unit = 'pupils' then case v.status when 'observed' then value when 'suppressed' then coalesce(upper, 4) end end), 2) as total_upper
from mart.school_value as v
join mart.school as s using (school_id)
join mart.indicator as i using (indicator_id)
group by 1, 2, 3
order by 1, 2, 3;
