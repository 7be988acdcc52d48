-- one row per municipality of these: need per primary pupil, and schools with a partner of all listed primary schools
-- resource: partner
-- area: area_code
-- params: areas text[] = ["GM9001"], indicator text = "po_need_per_pupil"
select
    a.area_code, v.value as need_per_pupil, coalesce(v.status, 'missing') as need_status,
    count(s.school_id) as schools_count,
    count(s.school_id) filter (where s.school_id in (select school_id from mart.activity where is_current)) as active_count
from mart.area as a
left join mart.area_value as v
    on v.area_code = a.area_code and v.indicator_id = $indicator and v.group_code = 'all'
    and v.period = (select max(period) from mart.area_value where indicator_id = $indicator)
left join mart.school as s on s.municipality_code = a.area_code and s.sector = 'PO' and s.is_listed
where list_contains($areas, a.area_code)
group by all
order by a.area_code
