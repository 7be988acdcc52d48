-- one row per closed indicator and kind of place that it is of (area, school, institution): its names and periods
-- resource: closed
-- area: none
-- params: none
with
cells as (
    select 'area' as place, indicator_id, period, group_code from mart.closed_area_value where status = 'observed'
    union all
    select 'school', indicator_id, period, group_code from mart.closed_school_value where status = 'observed'
    union all
    select 'institution', indicator_id, period, group_code from mart.closed_institution_value where status = 'observed'
),
known as (
    select
        place, indicator_id, list(distinct period order by period) as periods,
        count(distinct group_code) filter (where group_code <> 'all') as groups_count
    from cells
    group by place, indicator_id
)
select
    i.indicator_id, known.place, known.periods, known.groups_count, i.name_nl, i.name_en, i.description_nl, i.description_en,
    i.method_nl, i.method_en, i.unit, i.unit_nl_one, i.unit_nl_many, i.unit_en_one, i.unit_en_many, i.decimals, i.direction,
    i.source_id, i.palette
from known
join mart.indicator as i using (indicator_id)
where i.visibility = 'closed'
order by i.sort_order, i.indicator_id, known.place
