-- one row per grain, indicator of the atlas itself and measure: cells with a value, hidden cells, and the value that one in ten exceeds
with
cells as (
    select 'area' as grain, indicator_id, status, value from mart.area_value
    union all
    select 'school', indicator_id, status, value from mart.school_value
    union all
    select 'institution', indicator_id, status, value from mart.institution_value
),
measured as (
    select grain || '/' || indicator_id as key, unnest([
        {'metric': 'values_observed', 'value': cast(count(value) as double)},
        {'metric': 'values_hidden', 'value': cast(count(*) filter (where status in ('suppressed', 'withheld')) as double)},
        {'metric': 'values_p90', 'value': quantile_cont(value, 0.9)}
    ], recursive := true)
    from cells
    -- organisations' own indicators come and go
    semi join raw.reference_indicator using (indicator_id)
    group by grain, indicator_id
)
select metric, key, value
from measured
where value <> 0;
