-- one row per indicator of the atlas without any figure in this build, and why: its source failed, is not in the edition, or its vintage has none
create table mart.indicator_gap as
with
filled as (
    select indicator_id from mart.area_value where status <> 'missing'
    union
    select indicator_id from mart.school_value where status <> 'missing'
    union
    select indicator_id from mart.institution_value where status <> 'missing'
)
select i.indicator_id, i.source_id, coalesce(case h.kind when 'failed' then 'source_failed' when 'not_in_edition' then 'not_in_edition' end, 'not_in_vintage') as kind
from mart.indicator as i
semi join raw.reference_indicator as own on own.indicator_id = i.indicator_id
anti join filled as f on f.indicator_id = i.indicator_id
left join mart.source_hole as h on h.source_id = i.source_id
order by i.sort_order;
