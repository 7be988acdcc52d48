-- one row per listed school location of a sector: the figures by which schools are alike, and its name
-- resource: open
-- area: none
-- params: sector text = "PO", income text = "low_income_households_pct", distance text = "po_home_school_km"
with
income as (
    select area_code, value
    from mart.area_value
    where indicator_id = $income and group_code = 'all' and status = 'observed'
    qualify period = max(period) over (partition by group_code)
),
distance as (
    select school_id, value
    from mart.school_value
    where indicator_id = $distance and group_code = 'bo' and status = 'observed'
    qualify period = max(period) over (partition by group_code)
)
select p.*, i.value as low_income_pct, d.value as home_school_km
from mart.school_profile as p
left join income as i on i.area_code = p.district_code
left join distance as d using (school_id)
where p.sector = $sector and p.is_listed and p.quality_flag = ''
order by p.school_id
