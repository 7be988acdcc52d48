-- one row per indicator that says something about a factor: whether this build has figures of it, and of what
-- resource: open
-- area: none
-- params: none
with
valued as (
    select indicator_id, 'area' as told_of from mart.area_value where value is not null
    union
    select indicator_id, 'school' from mart.school_value where value is not null
    union
    select indicator_id, 'institution' from mart.institution_value where value is not null
)
select
    i.factor_id, i.indicator_id, i.name_nl, i.name_en, i.description_nl, i.description_en, i.source_id,
    i.is_on_map and bool_or(coalesce(v.told_of = 'area', false)) as is_on_map, i.is_comparable,
    count(v.told_of) > 0 as has_values
from mart.indicator as i
left join valued as v using (indicator_id)
where i.factor_id is not null and i.visibility = 'open'
group by i.factor_id, i.indicator_id, i.name_nl, i.name_en, i.description_nl, i.description_en, i.source_id,
    i.is_on_map, i.is_comparable, i.sort_order
order by i.sort_order, i.indicator_id
