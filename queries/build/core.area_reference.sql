-- one row per area with a figure, indicator, period, group and kind of reference: what it is compared with, or why with nothing
-- published: the parent's own figure of the same period and group; else the mean of the areas of the same level, weighted by
-- people, where at least 90 % of the people of all of them are in it. The area itself is taken out of its own municipality,
-- and of any other reference of which it is more than a tenth; only where it is in the sum
create view core.area_reference as
with
kinds as (
    select
        f.*, k.kind, k.kind <> 'gka' or f.is_gka as is_member, f.value is not null and f.weight > 0 as is_open,
        case k.kind
            when 'country' then 'NL00'
            when 'municipality' then f.municipality_code
            when 'province' then f.province_code
            when 'urbanity' then cast(f.urbanity_class as text)
            when 'gka' then 'GKA'
        end as key
    from core.area_figure as f
    cross join (select unnest(['country', 'municipality', 'province', 'urbanity', 'gka']) as kind) as k
    where f.level = 'district' or k.kind <> 'municipality'
),
sums as (
    select
        indicator_id, level, period, group_code, kind, key,
        -- decimals add up to the same in any order; floating-point numbers do not, and threads add in any order
        cast(sum(cast(value * weight as decimal(38, 9))) filter (is_open) as double) as sum_value,
        cast(sum(cast(weight as decimal(38, 9))) filter (is_open) as double) as sum_weight,
        sum(hidden_count) filter (not is_open) as sum_hidden,
        count(*) filter (is_open) as open_count
    from kinds
    where is_member
    group by all
),
-- all people of the parent by its own count, of what is published above the wijk: schools that lie in no known wijk are in
-- none of its areas
above as (
    select distinct i.*
    from mart.indicator as i
    join mart.area_value as v using (indicator_id)
    where i.is_comparable and v.level = 'municipality' and v.status = 'observed'
),
people as (
    select i.indicator_id, v.period, v.group_code, v.level as kind, v.area_code as key, coalesce(v.value, v.upper) as most
    from above as i
    join mart.area_value as v on v.indicator_id = i.denominator_id
    where v.level in ('country', 'province', 'municipality')
    union all
    select i.indicator_id, v.period, v.group_code, 'gka', 'GKA', sum(coalesce(v.value, v.upper))
    from above as i
    join mart.area_value as v on v.indicator_id = i.denominator_id and v.level = 'municipality'
    join mart.area as a on a.area_code = v.area_code and a.is_gka
    group by all
),
published as (
    select
        v.indicator_id, v.period, v.group_code, v.level as kind, v.area_code as key, v.value, v.quality_flag,
        coalesce(w.value, v.n) as weight
    from mart.area_value as v
    join mart.indicator as i on i.indicator_id = v.indicator_id and i.is_comparable
    left join (
        select area_code, indicator_id, value
        from mart.area_value
        where group_code = 'all' and status = 'observed'
        qualify row_number() over (partition by area_code, indicator_id order by period desc) = 1
    ) as w on w.area_code = v.area_code and w.indicator_id = i.weight_id
    where v.level in ('country', 'province', 'municipality') and v.status = 'observed' and v.value is not null
),
based as (
    select
        k.*, s.sum_value, s.sum_weight, s.open_count,
        p.weight > 0 and p.quality_flag is distinct from 'approximation' as is_published,
        coalesce(p.quality_flag = 'approximation', false) as is_approximate,
        p.value as published_value, p.weight as published_weight,
        s.sum_weight / greatest(s.sum_weight + coalesce(s.sum_hidden, 0), coalesce(m.most, 0)) as coverage
    from kinds as k
    left join sums as s using (indicator_id, level, period, group_code, kind, key)
    left join published as p using (indicator_id, period, group_code, kind, key)
    left join people as m using (indicator_id, period, group_code, kind, key)
    where k.value is not null
),
whole as (
    select
        *,
        case when is_published then published_value else sum_value / sum_weight end as whole_value,
        case when is_published then published_weight else sum_weight end as whole_weight
    from based
),
taken_out as (
    select *, is_member and is_open and (kind = 'municipality' or weight > 0.1 * whole_weight) as is_left_out
    from whole
),
judged as (
    select
        *,
        case
            when key is null then 'no_group'
            when whole_value is null then 'no_figure'
            when not coalesce(is_published, false) and coverage < 0.9 then 'coverage'
            when is_left_out and whole_weight - weight < 0.001 * whole_weight then 'only_itself'
        end as why
    from taken_out
)
select
    indicator_id, level, period, group_code, area_code, kind, value, error, quality_flag, no_verdict, why,
    case
        when why is not null then null
        when is_left_out then (whole_value * whole_weight - value * weight) / (whole_weight - weight)
        else whole_value
    end as reference,
    case when why is null then whole_weight - case when is_left_out then weight else 0 end end as reference_weight,
    case when not coalesce(is_published, false) then round(100 * coverage, 6) end as coverage_pct,
    not coalesce(is_published, false) as is_sum, is_approximate, coalesce(is_left_out, false) as is_left_out, open_count
from judged
order by indicator_id, level, period, group_code, kind, area_code;
