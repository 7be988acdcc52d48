-- one row per figure of a school or of its institution that another is made of, or is the other form of: the newest
-- resource: open
-- area: none
-- params: school text = "90AP00", brin text = "90AP", indicators text[] = ["po_weight_pupils", "po_need_decile"]
with
published as (
    select indicator_id, period, value, n, status
    from mart.school_value
    where school_id = $school and group_code = 'all' and list_contains($indicators, indicator_id)
    union all
    select indicator_id, period, value, n, status
    from mart.institution_value
    where brin = $brin and group_code = 'all' and list_contains($indicators, indicator_id)
)
select indicator_id, period, value, n, status
from published
-- a year that is hidden says less than one before it that is not
qualify row_number() over (partition by indicator_id order by status = 'observed' desc, period desc) = 1
order by indicator_id
