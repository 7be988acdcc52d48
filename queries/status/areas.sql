-- one row per level: areas, and how many are on the map
select level, count(*)::int as areas, count(map_index)::int as on_map
from mart.area
group by 1
order by 1;
