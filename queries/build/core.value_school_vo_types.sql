-- one row per secondary school location and type: share of pupils in vmbo 3-4, havo 4-5, vwo 4-6 and pro, in percent
create table core.value_school_vo_types as
with
typed as (
    select school_id, type_code, pupils_count, sum(pupils_count) over (partition by school_id) as whole
    from core.vo_pupils
    where type_code in ('vmbo_b', 'vmbo_k', 'vmbo_g', 'vmbo_t', 'havo', 'vwo', 'pro')
),
shares as (
    select school_id, 'vo_type_pct' as indicator_id, type_code as group_code, pupils_count as part, whole from typed
    union all
    select school_id, 'vo_vmbo_bk_pro_pct', 'all', coalesce(sum(pupils_count) filter (where type_code in ('vmbo_b', 'vmbo_k', 'pro')), 0), max(whole)
    from typed
    group by school_id
    union all
    -- parts and wholes, so that areas can be summed
    select school_id, 'vo_vmbo_bk_pro_base', 'all', coalesce(sum(pupils_count) filter (where type_code in ('vmbo_b', 'vmbo_k', 'pro')), 0), null
    from typed
    group by school_id
    union all
    select school_id, 'vo_typed_pupils', 'all', max(whole), null
    from typed
    group by school_id
    union all
    -- only bridge years: there are no types to take shares of
    select school_id, 'vo_vmbo_bk_pro_pct', 'all', null, null
    from (select distinct school_id from core.vo_pupils) anti join typed using (school_id)
),
judged as (
    select *, case
        when indicator_id in ('vo_vmbo_bk_pro_base', 'vo_typed_pupils') then 'observed'
        when coalesce(whole, 0) = 0 then 'not_applicable'
        when tells_too_much(part, whole) then 'withheld'
        else 'observed'
    end as status
    from shares
)
select
    school_id, indicator_id, vintage_period('duo_leerlingen_vo') as period, group_code,
    case when status = 'observed' then coalesce(100.0 * part / whole, part) end as value, null::double as lower, null::double as upper,
    case when status = 'observed' then cast(whole as bigint) end as n, status, null as quality_flag
from judged
order by 1, 2, 4;
