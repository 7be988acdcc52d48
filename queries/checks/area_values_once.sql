-- each area has each indicator at most once per period and group
-- judges: mart.area_value
-- needs: nothing
select area_code, indicator_id, period, group_code, count(*) as times
from mart.area_value
group by all
having count(*) > 1;
