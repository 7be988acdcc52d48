-- one row per closed indicator, kind of place that it is of (area, school, institution) and municipality: its names
-- resource: closed
-- area: municipality_code
-- params: none
-- what is of a whole, as the country, stands under the whole
with
cells as (
    select 'area' as place, v.indicator_id, v.group_code, coalesce(a.municipality_code, v.area_code) as municipality_code
    from mart.closed_area_value as v
    join mart.area as a using (area_code)
    where v.status = 'observed'
    union all
    select 'school', v.indicator_id, v.group_code, s.municipality_code
    from mart.closed_school_value as v
    join mart.school as s using (school_id)
    where v.status = 'observed'
    union all
    select 'institution', v.indicator_id, v.group_code, s.municipality_code
    from mart.closed_institution_value as v
    join mart.school as s using (brin)
    where v.status = 'observed'
),
known as (
    select place, indicator_id, municipality_code, count(distinct group_code) filter (where group_code <> 'all') as groups_count
    from cells
    group by all
)
select
    i.indicator_id, known.place, known.municipality_code, known.groups_count, i.name_nl, i.name_en, i.description_nl,
    i.description_en, i.method_nl, i.method_en, i.unit, i.unit_nl_one, i.unit_nl_many, i.unit_en_one, i.unit_en_many,
    i.decimals, i.direction, i.source_id, i.palette
from known
join mart.indicator as i using (indicator_id)
where i.visibility = 'closed'
order by i.sort_order, i.indicator_id, known.place, known.municipality_code
