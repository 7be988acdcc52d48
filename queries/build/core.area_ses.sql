-- one row per area and SES-WOA indicator; above district a household-weighted mean (approximation), no spread
create table core.area_ses as
with
weighed as (
    select
        i.area_code,
        count(*) filter (where s.score is null) as left_out_count,
        sum(p.households_count) filter (where s.score is not null) as households_scored,
        sum(p.households_count) as households_count,
        round(sum(s.score * p.households_count) filter (where s.score is not null), 6) as weighted_sum,
        max(s.period) as period
    from core.district_in_area as i
    join core.district_people as p on p.area_code = i.district_code
    left join core.district_ses as s on s.area_code = i.district_code
    group by i.area_code
),
per_district as (
    select area_code, period, unnest([
        {'indicator_id': 'ses_woa', 'value': score},
        {'indicator_id': 'ses_woa_spread', 'value': spread},
        {'indicator_id': 'ses_woa_spread_change', 'value': spread_change},
        {'indicator_id': 'ses_woa_change', 'value': score_change}
    ], recursive := true)
    from core.district_ses
),
districts as (
    select
        a.area_code, a.level, coalesce(s.indicator_id, 'ses_woa') as indicator_id, max(s.period) over (partition by a.level) as period, s.value,
        -- households of the key figures: CBS's own number behind the score is not in its file
        p.households_count as n,
        case when s.value is not null then 'observed' else 'missing' end as status,
        null as quality_flag, 0 as left_out_count, null as left_out_reason
    from mart.area as a
    left join per_district as s using (area_code)
    left join core.district_people as p using (area_code)
    where a.level = 'district' and not a.is_water
),
above as (
    select
        a.area_code, a.level, unnest([
            {'indicator_id': 'ses_woa', 'value': w.weighted_sum / w.households_scored},
            {'indicator_id': 'ses_woa_coverage_pct', 'value': 100.0 * w.households_scored / w.households_count}
        ], recursive := true),
        w.period, w.households_scored as n,
        case when w.households_scored > 0 then 'observed' else 'missing' end as status,
        'approximation' as quality_flag, w.left_out_count,
        case when w.left_out_count > 0 then 'no_score' end as left_out_reason
    from mart.area as a
    join weighed as w using (area_code)
    where a.level not in ('district', 'neighbourhood')
)
select area_code, level, indicator_id, 'all' as group_code, coalesce(period, (select max(period) from districts)) as period, value,
    null::double as lower, null::double as upper,
    n, status, quality_flag, left_out_count, left_out_reason, 0 as approximate_count
from (select * from districts union all by name select * from above)
order by 1, 3;
