-- each school location has each indicator at most once per period and group
-- judges: mart.school_value
-- needs: nothing
select school_id, indicator_id, period, group_code, count(*) as times
from mart.school_value
group by all
having count(*) > 1;
