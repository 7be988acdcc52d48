-- one row per area and PO need indicator: sums over its schools, unlisted ones included, in points and pupils
create table core.area_need as
with
schools as (
    select
        a.area_code,
        n.school_id is not null as is_scored,
        s.location_precision = 'postcode4' as is_approximate,
        n.funded_pupils_count, n.load, n.published_score, n.is_unreliable
    from core.school_in_area as a
    join mart.school as s using (school_id)
    left join core.school_need as n using (school_id)
    where s.sector = 'PO' and (s.is_listed or n.school_id is not null)
),
sums as (
    select
        area_code,
        count(*) filter (where is_scored) as n,
        count(*) filter (where not is_scored) as left_out_count,
        count(*) filter (where is_scored and is_approximate) as approximate_count,
        -- scores have two decimals; without rounding the sum would depend on the order of adding
        round(sum(load), 4) as load,
        round(sum(published_score), 4) as published_score,
        sum(funded_pupils_count) as funded_pupils_count,
        bool_and(is_unreliable) filter (where is_scored) as is_unreliable
    from schools
    group by area_code
),
per_indicator as (
    select area_code, unnest([
        {'indicator_id': 'po_need_load', 'value': load},
        {'indicator_id': 'po_need_per_pupil', 'value': load / funded_pupils_count},
        {'indicator_id': 'po_achterstandsscore', 'value': published_score},
        {'indicator_id': 'po_achterstandsscore_per_pupil', 'value': published_score / funded_pupils_count},
        {'indicator_id': 'po_funded_pupils', 'value': funded_pupils_count}
    ], recursive := true), n, left_out_count, approximate_count, is_unreliable
    from sums
)
select
    a.area_code, a.level, i.indicator_id, 'all' as group_code,
    vintage_period('cbs_achterstandsscores') as period,
    p.value, null::double as lower, null::double as upper, coalesce(p.n, 0) as n,
    case
        when p.n > 0 then 'observed'
        when p.left_out_count > 0 then 'missing'
        else 'not_applicable'
    end as status,
    case when p.is_unreliable then 'small' end as quality_flag,
    coalesce(p.left_out_count, 0) as left_out_count,
    case when p.left_out_count > 0 then 'no_score' end as left_out_reason,
    case when a.level in ('district', 'neighbourhood') then coalesce(p.approximate_count, 0) else 0 end as approximate_count
from mart.area as a
cross join (values ('po_need_load'), ('po_need_per_pupil'), ('po_achterstandsscore'), ('po_achterstandsscore_per_pupil'), ('po_funded_pupils')) as i (indicator_id)
left join per_indicator as p on p.area_code = a.area_code and p.indicator_id = i.indicator_id
where not a.is_water
order by 1, 3;
