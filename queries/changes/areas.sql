-- one row per area that came, went, or got another name
select 'area' as kind, 'open' as resource, area_code as key, p.name as name_nl, p.name as name_en, area_code, p.level, p.municipality_code,
    p.province_code, w.name as before, n.name as after
from was.mart.area as w
full join now.mart.area as n using (area_code)
join area_place as p using (area_code)
where w.name is distinct from n.name
