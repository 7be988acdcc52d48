-- one row per precision of a school's point
select location_precision, count(*)::int as locations
from mart.school
group by 1
order by 1;
