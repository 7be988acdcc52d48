-- one row per primary school location, year and APCG indicator: pupils living in poverty areas, pupils with a known home, their share (percent)
create table core.value_school_apcg as
with
counts as (
    select school_id, period, unnest([
        {'indicator_id': 'po_pupils_apcg', 'exact': poor_exact, 'hidden': poor_hidden},
        {'indicator_id': 'po_pupils_home_known', 'exact': poor_exact + other_exact, 'hidden': poor_hidden + other_hidden}
    ], recursive := true)
    from core.apcg_pupils
),
bounds as (
    -- the share is lowest when the hidden cells in poverty areas hold 1 pupil and the others 4, and the other way round
    select *,
        poor_hidden + other_hidden as hidden,
        poor_exact + poor_hidden as poor_low, poor_exact + 4 * poor_hidden as poor_high,
        other_exact + other_hidden as other_low, other_exact + 4 * other_hidden as other_high
    from core.apcg_pupils
),
rates as (
    select *,
        case
            when tells_too_much(poor_low, poor_low + other_high) or tells_too_much(poor_high, poor_high + other_low) then 'withheld'
            when hidden > 0 then 'suppressed'
            else 'observed'
        end as status
    from bounds
)
select school_id, indicator_id, period, 'all' as group_code,
    case when hidden = 0 then cast(exact as double) end as value,
    -- the bounds of a single hidden cell stay inside; of a sum they are shown
    case when hidden > 1 or hidden = 1 and exact > 0 then cast(exact + hidden as double) end as lower,
    case when hidden > 1 or hidden = 1 and exact > 0 then cast(exact + 4 * hidden as double) end as upper,
    null::bigint as n, case when hidden > 0 then 'suppressed' else 'observed' end as status, null as quality_flag
from counts
union all
select school_id, 'po_pupils_apcg_pct', period, 'all',
    case when status = 'observed' then 100.0 * poor_exact / (poor_exact + other_exact) end,
    case when status = 'suppressed' then 100.0 * poor_low / (poor_low + other_high) end,
    case when status = 'suppressed' then 100.0 * poor_high / (poor_high + other_low) end,
    case when status = 'observed' then cast(poor_exact + other_exact as bigint) end, status, null
from rates
order by 1, 2, 3;
