-- one row per school of high need in these areas: what it needs, and whether this partner and how many others are there
-- resource: partner
-- area: municipality_code
-- params: partner text = "beroepenreis-merwindia", areas text[] = ["PV90"], sector text = "PO"
with
active as (
    select school_id, bool_or(partner_id = $partner) as is_own, count(distinct partner_id) as partners_count
    from mart.activity
    where is_current
    group by school_id
)
select
    s.school_id, s.name, s.place, s.municipality_code, s.lon, s.lat, s.pupils_count,
    cast(s.need as double) as need, s.need_per_pupil,
    coalesce(a.is_own, false) as is_own, coalesce(a.partners_count, 0) as partners_count
from mart.school_need as s
join (select distinct school_id from mart.school_area where list_contains($areas, area_code)) using (school_id)
left join active as a using (school_id)
where s.sector = $sector and s.is_high
order by s.need desc, s.name, s.school_id
