-- every municipality has a name, a province and a COROP region
-- judges: core.municipality
-- needs: nothing
select municipality_code, name, province_code, corop_code
from core.municipality
where name is null or province_code is null or corop_code is null
order by 1;
