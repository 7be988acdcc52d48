-- an indicator of the atlas says what its n counts, the indicators it names are there, and a sector has one need
-- judges: mart.indicator
-- needs: nothing
with
own as (
    select i.* from mart.indicator as i semi join raw.reference_indicator using (indicator_id)
),
named as (
    unpivot own
    on weight_id, spread_id, coverage_id, share_part_id, share_whole_id, ratio_part_id, ratio_whole_id, change_id
    into name field value other_id
)
select indicator_id, 'n_unit' as field, n_unit as value
from own
where n_unit is null or n_unit not in ('schools', 'pupils', 'persons', 'households')
union all
select indicator_id, field, other_id
from named
where other_id not in (select indicator_id from own)
union all
select string_agg(indicator_id, ', ' order by indicator_id), 'is_need_of', is_need_of
from own
where is_need_of is not null
group by is_need_of
having count(*) > 1 or is_need_of not in ('PO', 'VO')
order by all;
