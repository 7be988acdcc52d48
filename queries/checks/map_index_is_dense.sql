-- the map indexes of a level run from 0 without gaps
-- judges: mart.area
-- needs: nothing
select level, count(map_index) as features, max(map_index) as highest
from mart.area
where map_index is not null
group by level
having max(map_index) <> count(map_index) - 1;
