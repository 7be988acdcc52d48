-- at least 98 % of the points at an address lie in the municipality that DUO names
-- judges: mart.school where location_precision = 'address' and municipality_code is not null
-- needs: duo_schoolpunten
select count(*) as points, count(*) filter (where a.point_municipality_code = s.municipality_code) as in_own_municipality
from mart.school as s
join core.school_area as a using (school_id)
where s.location_precision = 'address' and s.municipality_code is not null
having count(*) filter (where a.point_municipality_code = s.municipality_code) < 0.98 * count(*);
