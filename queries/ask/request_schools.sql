-- one row per school location that asked: name and place, where it is, its need
-- resource: open
-- area: none
-- params: ids text[] = ["90AP00"]
select
    s.school_id, s.name, s.sector, coalesce(s.place, s.municipality_name) as place, s.municipality_code, s.municipality_name,
    s.is_listed, s.lon, s.lat, n.need_per_pupil
from mart.school as s
left join mart.school_need as n on n.school_id = s.school_id and s.sector = 'PO'
where list_contains($ids, s.school_id)
order by s.school_id
