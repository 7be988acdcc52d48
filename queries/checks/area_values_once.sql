-- each area has each indicator at most once per period and group
select area_code, indicator_id, period, group_code, count(*) as times
from mart.area_value
group by all
having count(*) > 1;
