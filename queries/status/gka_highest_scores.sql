-- one row per municipality of the twenty with the highest achterstandsscore (with threshold) per pupil: is it a GKA member
select a.name, a.is_gka, round(v.value, 4) as score_per_pupil
from mart.area_value as v
join mart.area as a using (area_code)
where v.indicator_id = 'po_achterstandsscore_per_pupil' and v.level = 'municipality' and v.status = 'observed'
order by v.value desc, a.area_code
limit 20;
