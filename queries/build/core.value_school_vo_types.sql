-- one row per secondary school location and type: share of pupils in vmbo 3-4, havo 4-5, vwo 4-6 and pro, in percent
create table core.value_school_vo_types as
with
typed as (
    select school_id, type_code, pupils_count, hidden_cells, sum(pupils_count) over (partition by school_id) as whole,
        sum(hidden_cells) over (partition by school_id) as whole_hidden
    from core.vo_pupils
    where type_code in ('vmbo_b', 'vmbo_k', 'vmbo_g', 'vmbo_t', 'havo', 'vwo', 'pro')
),
low as (
    select school_id, coalesce(sum(pupils_count) filter (where type_code in ('vmbo_b', 'vmbo_k', 'pro')), 0) as part,
        coalesce(sum(hidden_cells) filter (where type_code in ('vmbo_b', 'vmbo_k', 'pro')), 0) as part_hidden,
        max(whole) as whole, max(whole_hidden) as whole_hidden
    from typed
    group by school_id
),
shares as (
    select school_id, 'vo_type_pct' as indicator_id, type_code as group_code, pupils_count as part, hidden_cells as part_hidden, whole, whole_hidden
    from typed
    union all
    select school_id, 'vo_vmbo_bk_pro_pct', 'all', part, part_hidden, whole, whole_hidden from low
    union all
    -- parts and wholes, so that areas can be summed
    select school_id, 'vo_vmbo_bk_pro_base', 'all', part, part_hidden, null, null from low
    union all
    select school_id, 'vo_typed_pupils', 'all', whole, whole_hidden, null, null from low
    union all
    -- only bridge years: there are no types to take shares of
    select school_id, 'vo_vmbo_bk_pro_pct', 'all', null, 0, null, 0
    from (select distinct school_id from core.vo_pupils) anti join typed using (school_id)
),
judged as (
    select *, case
        when indicator_id in ('vo_vmbo_bk_pro_base', 'vo_typed_pupils') then case when too_hidden(part, part_hidden) then 'suppressed' else 'observed' end
        when coalesce(whole, 0) = 0 then 'not_applicable'
        when tells_too_much(part, whole) then 'withheld'
        -- a share of which cells are hidden is an interval
        when whole_hidden > 0 then 'suppressed'
        else 'observed'
    end as status
    from shares
)
select
    school_id, indicator_id, vintage_period('duo_leerlingen_vo') as period, group_code,
    case when status = 'observed' then coalesce(100.0 * part / whole, part) end as value,
    case
        when status = 'suppressed' and whole is not null then 100.0 * part / (whole + 3 * (whole_hidden - part_hidden))
        when whole is null and part_hidden > 0 then cast(part as double)
    end as lower,
    case
        when status = 'suppressed' and whole is not null then 100.0 * (part + 3 * part_hidden) / (whole + 3 * part_hidden)
        when whole is null and part_hidden > 0 then cast(part + 3 * part_hidden as double)
    end as upper,
    case when status = 'observed' then cast(whole as bigint) end as n, status, null as quality_flag
from judged
order by 1, 2, 4;
