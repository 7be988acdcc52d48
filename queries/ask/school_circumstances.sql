-- one row per listed school location of a sector: the figures by which schools are alike, and its name
-- resource: open
-- area: none
-- params: sector text = "PO"
with
income as (
    select area_code, value
    from mart.area_value
    where indicator_id = 'low_income_households_pct' and group_code = 'all' and status = 'observed'
    qualify period = max(period) over ()
),
distance as (
    select school_id, value
    from mart.school_value
    where indicator_id = 'po_home_school_km' and group_code = 'bo' and status = 'observed'
    qualify period = max(period) over ()
)
select
    p.school_id, p.name, p.place, p.municipality_name, p.pupils_count,
    case when p.po_need_per_pupil_status = 'observed' then p.po_need_per_pupil end as need_per_pupil,
    -- what is compared, never shown: the counts are published, also where we show no share of them
    p.vo_vmbo_bk_pro_order as vmbo_bk_pro_pct,
    case when p.vo_vmbo_bk_pro_pct_status = 'observed' then p.vo_vmbo_bk_pro_pct end as shown_share_pct,
    p.vo_po_need_5km as po_need_5km, p.ses_woa, i.value as low_income_pct, p.urbanity_class, d.value as home_school_km,
    p.pupils_change_pct
from mart.school_profile as p
left join income as i on i.area_code = p.district_code
left join distance as d using (school_id)
where p.sector = $sector and p.is_listed and p.quality_flag = ''
order by p.school_id
