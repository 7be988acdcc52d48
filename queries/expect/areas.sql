-- one row per level: how many areas there are
select 'areas' as metric, level as key, count(*) as value
from mart.area
group by level;
