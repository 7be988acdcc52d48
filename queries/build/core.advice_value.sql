-- one row per school or institution, school year, advice indicator and group: counts, share of double advices (percent), mean level
create table core.advice_value as
with
-- pro 1, vmbo-b 2, -k 3, -g/t 4, havo 5, vwo 6, a double advice half-way; vso and 'not possible' have no level
levels (advice, level) as (
    values ('pro', 1.0), ('vmbo_b', 2.0), ('vmbo_b_k', 2.5), ('vmbo_k', 3.0), ('vmbo_k_gt', 3.5), ('vmbo_gt', 4.0),
        ('vmbo_gt_havo', 4.5), ('havo', 5.0), ('havo_vwo', 5.5), ('vwo', 6.0)
),
sums as (
    select
        grain, code, period,
        coalesce(sum(exact), 0) as exact,
        count(*) filter (where hidden) as hidden,
        count(*) filter (where hidden or exact > 0) as cells,
        coalesce(sum(exact) filter (where advice <> 'not_possible'), 0) as advised,
        coalesce(sum(exact) filter (where advice in ('vmbo_b_k', 'vmbo_k_gt', 'vmbo_gt_havo', 'havo_vwo')), 0) as doubled,
        sum(exact * level) as level_sum,
        coalesce(sum(exact) filter (where level is not null), 0) as level_count
    from core.advice
    left join levels using (advice)
    group by all
),
rates as (
    select *,
        case
            when hidden > 0 then 'suppressed'
            when advised = 0 then 'not_applicable'
            when tells_too_much(doubled, advised) then 'withheld'
            else 'observed'
        end as double_status,
        case when hidden > 0 then 'suppressed' when level_count = 0 then 'not_applicable' when level_count < 10 then 'withheld' else 'observed' end as mean_status
    from sums
)
select grain, code, 'po_advice_count' as indicator_id, period, advice as group_code, cast(exact as double) as value,
    null::double as lower, null::double as upper, null::bigint as n, case when hidden then 'suppressed' else 'observed' end as status, null as quality_flag
from core.advice
union all
select grain, code, 'po_advice_count', period, 'all', case when hidden = 0 then exact end,
    case when hidden > 0 and cells > 1 then exact + hidden end, case when hidden > 0 and cells > 1 then exact + 4 * hidden end,
    null, case when hidden > 0 then 'suppressed' else 'observed' end, null
from sums
union all
select grain, code, 'po_advice_double_pct', period, 'all', case when double_status = 'observed' then 100.0 * doubled / advised end,
    null, null, case when double_status = 'observed' then cast(advised as bigint) end, double_status, null
from rates
union all
select grain, code, 'po_advice_mean', period, 'all', case when mean_status = 'observed' then level_sum / level_count end,
    null, null, case when mean_status = 'observed' then cast(level_count as bigint) end, mean_status, null
from rates
order by 1, 2, 3, 4, 5;
