-- one row per sum: pupils per kind and year, need and scored pupils of all schools
select indicator_id || '_total' as metric, group_code || '/' || period as key, sum(value) as value
from mart.school_value
where indicator_id in ('pupils', 'po_need_load', 'po_achterstandsscore', 'po_funded_pupils', 'vo_need_load')
    and value is not null
group by 1, 2;
