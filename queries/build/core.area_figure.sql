-- one row per area of each comparable indicator, period and group at district and municipality level: what a comparison stands on
-- weight: the people the figure is about; hidden_count: of an area without a figure at most how many people that would be;
-- error: standard error of the figure (shares: Agresti and Coull 1998; SES-WOA: spread of households; need: what schools
-- move in one year, as fitted on three years of schoolweging: log variance in pupils and need)
create view core.area_figure as
with
described as (
    select
        indicator_id, unit, n_unit, no_verdict, weight_id, spread_id, ratio_part_id, ratio_whole_id,
        denominator_id as count_id
    from mart.indicator
    where is_comparable
),
asked as (
    select distinct d.*, v.level, v.period, v.group_code
    from described as d
    join mart.area_value as v using (indicator_id)
    where v.level in ('district', 'municipality')
        and v.status = 'observed'
        and (v.group_code = 'all' or d.no_verdict = 'mixed_types')
),
counts as (
    select area_code, indicator_id, period, group_code, coalesce(value, upper) as most
    from mart.area_value
    where level in ('district', 'municipality') and indicator_id in (select count_id from described)
),
newest_counts as (
    select area_code, indicator_id, value
    from mart.area_value
    where group_code = 'all' and status = 'observed' and level in ('district', 'municipality')
        and indicator_id in (select count_id from described union select weight_id from described)
    qualify row_number() over (partition by area_code, indicator_id order by period desc) = 1
),
spreads as (
    select area_code, indicator_id, period, value, max(period) over (partition by indicator_id) as newest
    from mart.area_value
    where group_code = 'all' and status = 'observed' and indicator_id in (select spread_id from described)
),
yearly as (
    select
        d.indicator_id, part.period, part.group_code, a.level, a.area_code, whole.value as pupils,
        ln(part.value / whole.value + 0.05) as size
    from described as d
    join mart.school_value as part on part.indicator_id = d.ratio_part_id and part.status = 'observed'
    join mart.school_value as whole
        on whole.indicator_id = d.ratio_whole_id and whole.status = 'observed' and whole.value > 0
        and whole.school_id = part.school_id and whole.period = part.period and whole.group_code = part.group_code
    join mart.school as s on s.school_id = part.school_id and s.is_listed
    join mart.school_area as a on a.school_id = part.school_id and a.level in ('district', 'municipality')
),
moves as (
    select
        indicator_id, period, group_code, level, area_code,
        -- decimals: the order of adding must not matter
        sqrt(sum(cast(
            pupils * pupils * exp(-0.354 - 0.603 * ln(pupils) + 1.170 * size - 0.322 * size * size) as decimal(38, 9)
        ))) / sum(pupils) as error
    from yearly
    group by all
),
joined as (
    select
        k.indicator_id, k.level, k.period, k.group_code, k.unit, k.n_unit, k.no_verdict,
        area.area_code, area.municipality_code, area.province_code, area.urbanity_class, coalesce(area.is_gka, false) as is_gka,
        coalesce(v.status, 'missing') as status, v.quality_flag,
        case when v.status = 'observed' then v.value end as value,
        case when v.status = 'observed' then v.n end as n,
        case when v.status = 'observed' then coalesce(w.value, v.n) end as weight,
        coalesce(s.value, s_newest.value) as spread, m.error as moves,
        coalesce(c.most, c_newest.value) as most
    from asked as k
    join mart.area as area on area.level = k.level and not coalesce(area.is_water, false)
    left join mart.area_value as v
        on v.area_code = area.area_code and v.indicator_id = k.indicator_id and v.period = k.period and v.group_code = k.group_code
    left join newest_counts as w on w.area_code = area.area_code and w.indicator_id = k.weight_id
    left join counts as c
        on c.area_code = area.area_code and c.indicator_id = k.count_id and c.period = k.period and c.group_code = k.group_code
    left join newest_counts as c_newest on c_newest.area_code = area.area_code and c_newest.indicator_id = k.count_id
    left join spreads as s on s.area_code = area.area_code and s.indicator_id = k.spread_id and s.period = k.period
    left join spreads as s_newest
        on s_newest.area_code = area.area_code and s_newest.indicator_id = k.spread_id and s_newest.period = s_newest.newest
    left join moves as m
        on m.area_code = area.area_code and m.indicator_id = k.indicator_id and m.period = k.period and m.group_code = k.group_code
        and m.level = k.level
),
shares as (
    select *, unit = 'pct' and n_unit in ('pupils', 'persons', 'households') as is_share, (value / 100 * n + 2) / (n + 4) as share
    from joined
)
select
    indicator_id, level, period, group_code, area_code, municipality_code, province_code, urbanity_class, is_gka, status,
    quality_flag, value, n, weight, no_verdict,
    case
        when status = 'observed' or status = 'not_applicable' then 0
        -- hidden with nothing known of its size: as large as it may be
        when status = 'missing' then coalesce(most, 0)
        else coalesce(most, 'infinity'::double)
    end as hidden_count,
    case
        when value is null or quality_flag = 'approximation' then null
        when is_share then case when n > 0 then 100 * sqrt(greatest(share * (1 - share), 0) / (n + 4)) end
        when spread is not null then case when n > 0 then 1.2533 * spread / sqrt(n) end
        else moves
    end as error
from shares
order by indicator_id, level, period, group_code, area_code;
