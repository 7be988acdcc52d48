-- one row per build: scored primary schools, those whose published score is 0, and what they hold (shares 0..100)
-- resource: open
-- area: none
-- params: none
with school as (
    select n.need, n.need_pupils_count, p.published_score = 0 as is_zero
    from mart.school_need as n
    join mart.school_profile as p using (school_id)
    where p.published_score is not null and n.need is not null
)
select
    count(*) as scored_count,
    count(*) filter (where is_zero) as zero_count,
    cast(100 * sum(need) filter (where is_zero) / nullif(sum(need), 0) as double) as zero_need_pct,
    100.0 * sum(need_pupils_count) filter (where is_zero) / nullif(sum(need_pupils_count), 0) as zero_pupils_pct
from school
