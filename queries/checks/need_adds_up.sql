-- need, scores and pupils of the schools add up to the country, over provinces and over municipalities
-- judges: mart.area_value where indicator_id = 'po_need_load'
-- needs: nothing
with
schools as (
    select indicator_id, sum(value) as total
    from mart.school_value
    where indicator_id in ('po_need_load', 'po_achterstandsscore', 'po_funded_pupils', 'vo_need_load')
    group by indicator_id
),
-- a school whose municipality this classification does not know counts for the country only
astray as (
    select v.indicator_id, sum(v.value) as total
    from mart.school_value as v join mart.school as s using (school_id)
    where s.municipality_code is null
    group by v.indicator_id
),
-- a level with an area whose sum is hidden, because a school's count is, has no total to compare
areas as (
    select indicator_id, level, sum(value) as total
    from mart.area_value
    where level in ('country', 'province', 'municipality')
    group by all
    having count(*) filter (where status in ('suppressed', 'withheld')) = 0
)
select a.indicator_id, a.level, a.total as areas_total, s.total as schools_total
from areas as a
join schools as s using (indicator_id)
left join astray as o using (indicator_id)
where abs(a.total + case when a.level = 'country' then 0 else coalesce(o.total, 0) end - s.total) > 0.005;
