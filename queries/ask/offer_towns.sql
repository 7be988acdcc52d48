-- one row per programme x municipality in which it is active at the as-of date
-- resource: partner
-- area: municipality_code
-- params: none
select a.programme_id, s.municipality_code, s.municipality_name, count(distinct a.school_id) as schools_count
from mart.activity as a
join mart.school as s using (school_id)
where a.is_current and s.municipality_code is not null
group by all
order by a.programme_id, s.municipality_name, s.municipality_code
