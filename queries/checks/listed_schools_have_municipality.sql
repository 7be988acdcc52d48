-- at least 98 % of the listed schools lie in a municipality of the classification year
-- judges: mart.school where is_listed
-- needs: nothing
select count(*) as listed, count(municipality_code) as with_municipality
from mart.school
where is_listed
having count(municipality_code) < 0.98 * count(*);
