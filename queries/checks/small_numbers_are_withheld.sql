-- a rate that we make is shown only of 10 people or more, with 5 or more in it and 5 or more outside it, wherever it stands
-- judges: mart.school_value
-- needs: nothing
with
cells as (
    select 'area' as grain, area_code as code, indicator_id, period, group_code, status, value, n from mart.area_value
    union all
    select 'school', school_id, indicator_id, period, group_code, status, value, n from mart.school_value
    union all
    select 'institution', brin, indicator_id, period, group_code, status, value, n from mart.institution_value
)
select c.*
from cells as c
join raw.reference_indicator as i using (indicator_id)
where i.rate = 'derived' and c.status = 'observed'
    -- without its n nobody can say that it holds
    and (c.n is null or tells_too_much(round(c.n * c.value / 100, 6), c.n))
order by all;
