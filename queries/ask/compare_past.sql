-- one row per chosen district of this build and district of another year that lies in it: the share of that one's area
-- resource: open
-- area: to_code
-- params: codes text[] = ["WK900100"]
select to_code, from_year, from_code, note as name, weight, source
from mart.area_bridge
where list_contains($codes, to_code) and from_code like 'WK%' and weight >= 0.005
order by from_year desc, to_code, weight desc, from_code
