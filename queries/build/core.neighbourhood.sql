-- one row per neighbourhood (buurt) of the boundary file; empty where the edition has none
create table core.neighbourhood as
select
    clean(n.area_code) as area_code,
    clean(n.name) as name,
    clean(n.district_code) as district_code,
    clean(n.municipality_code) as municipality_code,
    read_count(n.population_count) as population_count,
    coalesce(d.is_water, false) as is_water
from raw.cbs_buurtgrenzen as n
left join core.district as d on d.area_code = clean(n.district_code)
order by 1;
