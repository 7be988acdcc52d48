-- one row per institution indicator, school year and group: cells per status and the sum of values
select indicator_id, period, group_code,
    count(*) filter (where status = 'observed')::int as observed,
    count(*) filter (where status = 'suppressed')::int as suppressed,
    count(*) filter (where status = 'withheld')::int as withheld,
    count(*) filter (where status = 'missing')::int as missing,
    count(*) filter (where status = 'not_applicable')::int as not_applicable,
    round(sum(value), 2) as total,
    round(sum(case when i.unit = 'pupils' then case status when 'observed' then value when 'suppressed' then coalesce(lower, 1) end end), 2) as total_lower,
    round(sum(case when i.unit = 'pupils' then case status when 'observed' then value when 'suppressed' then coalesce(upper, 4) end end), 2) as total_upper
from mart.institution_value as v
join mart.indicator as i using (indicator_id)
group by 1, 2, 3
order by 1, 2, 3;
