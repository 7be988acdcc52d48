-- one row per municipality: whether it is a member of the GKA, its class, its need, and the entry of the list that it is in
-- resource: open
-- area: area_code
-- params: load text = "po_need_load", pupils text = "po_funded_pupils"
with
figures as (
    select
        area_code,
        max(value) filter (where indicator_id = $load and status = 'observed') as load,
        max(value) filter (where indicator_id = $pupils and status = 'observed') as load_pupils_count
    from mart.area_value
    where level = 'municipality' and group_code = 'all' and indicator_id in ($load, $pupils)
        and period = (select max(period) from mart.area_value where indicator_id = $load and level = 'municipality')
    group by area_code
)
select
    a.area_code, a.name, a.level, a.municipality_code, a.municipality_name, a.province_code, a.province_name,
    a.map_index, a.min_lon, a.min_lat, a.max_lon, a.max_lat, a.population_count, a.urbanity_class,
    coalesce(a.is_gka, false) as is_gka, f.load, f.load_pupils_count,
    -- a rate of fewer than ten pupils is not made
    case when f.load_pupils_count >= 10 then f.load / f.load_pupils_count end as need_per_pupil,
    c.entry, c.note, m.name as entry_name, m.kind as entry_kind, m.joined_year, m.agenda_url
from mart.area as a
left join figures as f using (area_code)
left join mart.gka_member_code as c
    on c.area_code = a.area_code and c.classification_year = a.classification_year and a.is_gka
left join mart.gka_member as m using (entry)
where a.level = 'municipality' and not coalesce(a.is_water, false)
order by a.name, a.area_code
