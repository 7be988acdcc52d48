-- a withheld cell has no value, n or bounds; a suppressed one has no value and no n
-- judges: mart.area_value
-- needs: nothing
with
cells as (
    select 'area' as grain, area_code as code, indicator_id, period, group_code, status, value, lower, upper, n from mart.area_value
    union all
    select 'school', school_id, indicator_id, period, group_code, status, value, lower, upper, n from mart.school_value
    union all
    select 'institution', brin, indicator_id, period, group_code, status, value, lower, upper, n from mart.institution_value
    union all
    select 'closed area', area_code, indicator_id, period, group_code, status, value, lower, upper, n from mart.closed_area_value
    union all
    select 'closed school', school_id, indicator_id, period, group_code, status, value, lower, upper, n from mart.closed_school_value
    union all
    select 'closed institution', brin, indicator_id, period, group_code, status, value, lower, upper, n from mart.closed_institution_value
)
select *
from cells
where status = 'withheld' and coalesce(value, n, lower, upper) is not null
    or status = 'suppressed' and coalesce(value, n) is not null
order by all;
