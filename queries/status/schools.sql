-- one row per sector: school locations, and how many stand in DUO's list
select sector, count(*)::int as locations, count(*) filter (where is_listed)::int as listed
from mart.school
group by 1
order by 1;
