-- one row per district (wijk) of the boundary file
create table core.district as
select
    clean(area_code) as area_code,
    clean(name) as name,
    clean(municipality_code) as municipality_code,
    lower(name) like 'groot water%' as is_water
from raw.cbs_wijkgrenzen
order by 1;
