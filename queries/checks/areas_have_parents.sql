-- every area but the country lies in an area that exists
-- judges: mart.area
-- needs: nothing
select a.area_code, a.parent_code
from mart.area as a
left join mart.area as p on p.area_code = a.parent_code
where a.level <> 'country' and p.area_code is null;
