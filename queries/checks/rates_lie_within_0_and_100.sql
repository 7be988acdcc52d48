-- every observed percentage lies within 0 and 100, bounds included
-- judges: mart.area_value
-- needs: nothing
with
cells as (
    select 'area' as grain, area_code as code, indicator_id, period, value, lower, upper from mart.area_value
    union all
    select 'school', school_id, indicator_id, period, value, lower, upper from mart.school_value
    union all
    select 'institution', brin, indicator_id, period, value, lower, upper from mart.institution_value
    union all
    select 'closed area', area_code, indicator_id, period, value, lower, upper from mart.closed_area_value
    union all
    select 'closed school', school_id, indicator_id, period, value, lower, upper from mart.closed_school_value
    union all
    select 'closed institution', brin, indicator_id, period, value, lower, upper from mart.closed_institution_value
)
select c.*
from cells as c
join mart.indicator as i using (indicator_id)
where i.unit = 'pct'
    and (value not between 0 and 100.000001 or lower not between 0 and 100.000001 or upper not between 0 and 100.000001)
order by all;
