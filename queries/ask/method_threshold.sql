-- one row per build: scored primary schools, those whose published score is 0, and what they hold (shares 0..100)
-- resource: open
-- area: none
-- params: none
with school as (
    select
        school_id,
        max(value) filter (where indicator_id = 'po_achterstandsscore') as published,
        max(value) filter (where indicator_id = 'po_need_load') as load,
        max(n) filter (where indicator_id = 'po_need_load') as pupils_count
    from mart.school_value
    where indicator_id in ('po_achterstandsscore', 'po_need_load')
        and group_code = 'all' and status = 'observed'
        and period = (select max(period) from mart.school_value where indicator_id = 'po_need_load')
    group by school_id
)
select
    count(*) as scored_count,
    count(*) filter (where published = 0) as zero_count,
    100 * sum(load) filter (where published = 0) / nullif(sum(load), 0) as zero_need_pct,
    100.0 * sum(pupils_count) filter (where published = 0) / nullif(sum(pupils_count), 0) as zero_pupils_pct
from school
where published is not null and load is not null
