-- one row per school location of PO and VO: what lists of target schools filter and score on, the newest figures as columns
create table mart.school_profile as
with
newest as (
    select school_id, indicator_id, status, n, case when status = 'observed' then value end as value
    from mart.school_value
    where group_code = 'all'
        and indicator_id in (
            'po_need_load', 'po_need_per_pupil', 'po_achterstandsscore', 'vo_need_load', 'vo_vmbo_bk_pro_pct', 'vo_po_need_5km',
            'vo_vmbo_bk_pro_base', 'vo_typed_pupils', 'po_schoolweging'
        )
    qualify period = max(period) over (partition by indicator_id)
),
figures as (
    pivot newest on indicator_id in (
        'po_need_load', 'po_need_per_pupil', 'po_achterstandsscore', 'vo_need_load', 'vo_vmbo_bk_pro_pct', 'vo_po_need_5km',
        'vo_vmbo_bk_pro_base', 'vo_typed_pupils', 'po_schoolweging'
    )
    using first(value) as value, first(status) as status, first(n) as n
    group by school_id
),
-- the newest count of 1 October before the as-of date, and the one of five years earlier
years as (
    select max(cast(period as integer)) as last_year
    from mart.school_value
    where indicator_id = 'pupils_history' and make_date(cast(period as integer), 10, 1) <= (select as_of_date from mart.build)
),
history as (
    select
        v.school_id,
        case v.group_code when 'bo' then 'PO' when 'vo' then 'VO' end as sector,
        max(v.value) filter (where cast(v.period as integer) = y.last_year - 5) as first_count,
        max(v.value) filter (where cast(v.period as integer) = y.last_year) as last_count,
        bool_or(v.status = 'suppressed') filter (where cast(v.period as integer) in (y.last_year - 5, y.last_year)) as hides,
        -- counted before, and not (or as 0) at the last count: a school that the list still has and its pupils left
        not coalesce(bool_or(cast(v.period as integer) = y.last_year and (v.value > 0 or v.status <> 'observed')), false)
            as is_empty
    from mart.school_value as v
    cross join years as y
    where v.indicator_id = 'pupils_history' and v.group_code in ('bo', 'vo') and cast(v.period as integer) <= y.last_year
    group by v.school_id, v.group_code
),
ses as (
    select area_code, value, status
    from mart.area_value
    where indicator_id = 'ses_woa' and level = 'district' and group_code = 'all'
    qualify period = max(period) over (partition by indicator_id)
),
types as (
    select school_id, string_agg(distinct group_code, ',' order by group_code) as vo_types
    from mart.school_value
    where indicator_id = 'vo_pupils_by_type' and value > 0
    group by school_id
)
select
    n.school_id, n.sector, n.name, n.place, s.municipality_code, s.municipality_name, s.province_code, s.district_code,
    n.lon, n.lat, n.location_precision,
    concat_ws(',', nullif(n.quality_flag, ''), case when h.is_empty then 'no_pupils' end) as quality_flag,
    n.pupils_count, n.pupils_status,
    f.po_need_load_value as po_need_load, coalesce(f.po_need_load_status, 'missing') as po_need_load_status,
    f.po_need_per_pupil_value as po_need_per_pupil, coalesce(f.po_need_per_pupil_status, 'missing') as po_need_per_pupil_status,
    f.po_achterstandsscore_value as published_score,
    f.po_schoolweging_value as po_schoolweging, coalesce(f.po_schoolweging_status, 'missing') as po_schoolweging_status,
    f.vo_need_load_value as vo_need_load, coalesce(f.vo_need_load_status, 'missing') as vo_need_load_status,
    f.vo_vmbo_bk_pro_pct_value as vo_vmbo_bk_pro_pct, coalesce(f.vo_vmbo_bk_pro_pct_status, 'missing') as vo_vmbo_bk_pro_pct_status,
    -- what schools are ordered by, never shown: the counts are published, also where we show no share of them
    coalesce(
        f.vo_vmbo_bk_pro_pct_value, case when f.vo_typed_pupils_value >= 10 then 100 * f.vo_vmbo_bk_pro_base_value / f.vo_typed_pupils_value end
    ) as vo_vmbo_bk_pro_order,
    -- what the share is of: pupils in years that have a type
    cast(coalesce(f.vo_vmbo_bk_pro_pct_n, f.vo_typed_pupils_value) as integer) as vo_typed_count,
    f.vo_po_need_5km_value as vo_po_need_5km, coalesce(f.vo_po_need_5km_status, 'missing') as vo_po_need_5km_status,
    case when ses.status = 'observed' then ses.value end as ses_woa, coalesce(ses.status, 'missing') as ses_woa_status,
    case when not h.hides then 100 * (h.last_count - h.first_count) / h.first_count end as pupils_change_pct,
    case
        when h.hides then 'suppressed'
        when h.first_count > 0 and h.last_count is not null then 'observed'
        else 'missing'
    end as pupils_change_pct_status,
    cast((select last_year from years) - 5 as integer) as first_year, cast((select last_year from years) as integer) as last_year,
    coalesce(types.vo_types, '') as vo_types,
    coalesce(town.is_gka, false) as is_gka, coalesce(district.urbanity_class, town.urbanity_class) as urbanity_class,
    n.is_listed
from mart.school_need as n
join mart.school as s using (school_id)
left join figures as f using (school_id)
left join history as h on h.school_id = n.school_id and h.sector = n.sector
left join types on types.school_id = n.school_id
left join ses on ses.area_code = s.district_code
left join mart.area as town on town.area_code = s.municipality_code
left join mart.area as district on district.area_code = s.district_code
order by n.sector, n.school_id;
