-- one row per school where one programme is active at the as-of date
-- resource: partner
-- area: municipality_code
-- params: programme text = "sportkring-dwarlemark/muziekkoffer"
select
    s.school_id, s.name, s.sector, s.place, s.municipality_code, s.municipality_name, s.lon, s.lat,
    max(a.confirmed_on) as confirmed_on
from mart.coverage_activity('', [], [], false, false) as a
join mart.school as s using (school_id)
where a.programme_id = $programme
group by all
order by s.municipality_name, s.name, s.school_id
