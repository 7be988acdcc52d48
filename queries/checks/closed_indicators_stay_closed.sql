-- a closed indicator has no row in an open table
-- judges: mart.area_value
-- needs: nothing
with
open_rows as (
    select 'mart.area_value' as place, indicator_id from mart.area_value
    union all
    select 'mart.school_value', indicator_id from mart.school_value
    union all
    select 'mart.institution_value', indicator_id from mart.institution_value
)
select o.place, o.indicator_id, count(*) as rows
from open_rows as o
join mart.indicator as i using (indicator_id)
where i.visibility = 'closed'
group by all;
