-- one row per area, derived indicator, period and group: shares of one count in another, and figures before a published change
create table core.area_derived as
with
shares as (
    select
        part.area_code, part.level, i.indicator_id, part.period, part.group_code,
        100.0 * part.value / whole.value as value, whole.value as n, null as quality_flag,
        case
            when part.status <> 'observed' then part.status
            when whole.status is distinct from 'observed' then coalesce(whole.status, 'missing')
            when tells_too_much(part.value, whole.value) then 'withheld'
            else 'observed'
        end as status,
        part.left_out_count, part.left_out_reason
    from raw.reference_indicator as i
    join core.area_stated as part on part.indicator_id = i.share_part_id
    left join core.area_stated as whole
        on whole.indicator_id = i.share_whole_id
        and whole.area_code = part.area_code and whole.period = part.period and whole.group_code = part.group_code
),
-- the publisher gives the figure of now and the change since then
before as (
    select
        now.area_code, now.level, i.indicator_id, i.change_since as period, now.group_code,
        now.value - change.value as value, now.n, now.quality_flag,
        case when now.status <> 'observed' then now.status else change.status end as status,
        now.left_out_count, now.left_out_reason
    from raw.reference_indicator as i
    join core.area_stated as change on change.indicator_id = i.change_id
    join core.area_stated as now
        on now.indicator_id = i.indicator_id
        and now.area_code = change.area_code and now.period = change.period and now.group_code = change.group_code
)
select
    area_code, level, indicator_id, period, group_code,
    case when status = 'observed' then value end as value,
    null::double as lower, null::double as upper,
    case when status = 'observed' then cast(n as bigint) end as n,
    status, quality_flag, left_out_count, left_out_reason, 0 as approximate_count
from (select * from shares union all by name select * from before)
order by 3, 1, 4, 5;
