-- one row per area of the edition's classification year; NL00 is the country
create table mart.area as
with
district_figures as (
    select
        d.area_code, d.name, d.municipality_code, d.is_water, p.urbanity_class, p.population_count
    from core.district as d
    left join core.district_people as p using (area_code)
),
areas as (
    select 'NL00' as area_code, 'country' as level, getvariable('country_name') as name, null as parent_code,
        null as municipality_code, null as province_code, null::integer as urbanity_class,
        sum(population_count) as population_count, false as is_water
    from core.municipality
    union all
    select province_code, 'province', min(province_name), 'NL00', null, province_code, null, sum(population_count), false
    from core.municipality group by province_code
    union all
    select corop_code, 'corop', min(corop_name), min(province_code), null, min(province_code), null, sum(population_count), false
    from core.municipality where corop_code is not null group by corop_code
    union all
    select labour_market_region_code, 'labour_market_region', min(labour_market_region_name), 'NL00', null, null, null, sum(population_count), false
    from core.municipality
    where labour_market_region_code is not null and labour_market_region_name <> 'Niet in te delen'
    group by labour_market_region_code
    union all
    select municipality_code, 'municipality', name, province_code, municipality_code, province_code, urbanity_class, population_count, false
    from core.municipality
    union all
    select d.area_code, 'district', d.name, d.municipality_code, d.municipality_code, m.province_code, d.urbanity_class, d.population_count, d.is_water
    from district_figures as d
    left join core.municipality as m using (municipality_code)
    union all
    select n.area_code, 'neighbourhood', n.name, n.district_code, n.municipality_code, m.province_code, null, n.population_count, n.is_water
    from core.neighbourhood as n
    left join core.municipality as m using (municipality_code)
)
select
    a.area_code, a.level, a.name, a.parent_code, a.municipality_code, m.name as municipality_name,
    a.province_code, p.province_name,
    cast(getvariable('classification_year') as integer) as classification_year,
    a.urbanity_class, cast(a.population_count as bigint) as population_count,
    -- wijken and buurten of a member count as its own; regions are no members
    case when a.municipality_code is not null then g.area_code is not null end as is_gka, a.is_water,
    case when e.area_code is not null
        then cast(row_number() over (partition by a.level, e.area_code is null order by a.area_code) - 1 as integer)
    end as map_index,
    e.min_lon, e.min_lat, e.max_lon, e.max_lat
from areas as a
left join core.municipality as m using (municipality_code)
left join (select distinct province_code, province_name from core.municipality) as p on p.province_code = a.province_code
left join core.gka_member as g on g.area_code = a.municipality_code
left join core.area_extent as e on e.area_code = a.area_code
order by a.level, a.area_code;
