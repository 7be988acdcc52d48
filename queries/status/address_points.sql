-- one row: school points at their address, and how many lie in the municipality that DUO names
select count(*)::int as at_address,
    count(*) filter (where a.point_municipality_code = s.municipality_code)::int as in_own_municipality,
    count(i.key)::int as exceptions_filed
from mart.school as s
join core.school_area as a using (school_id)
left join mart.etl_issue as i on i.key = s.school_id and i.rule = 'point_in_other_municipality_address'
where s.location_precision = 'address';
