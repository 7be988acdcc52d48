-- one row per school location of PO and VO that plans are about: listed, scored, without a flag, placed, with pupils
-- resource: partner
-- area: municipality_code
-- params: none
with
region as (
    select m.area_code, m.member_of as region_code
    from mart.area_member as m
    join mart.area as a on a.area_code = m.member_of and a.level = 'labour_market_region'
)
select
    p.school_id, p.sector, p.name, p.place, p.municipality_code, p.municipality_name, p.province_code,
    r.region_code, p.district_code, s.board_id, p.lon, p.lat, p.location_precision, p.urbanity_class, p.pupils_count,
    p.vo_types,
    case p.sector when 'PO' then p.po_need_load else p.vo_need_load end as need,
    p.po_need_per_pupil,
    -- its pupils left since: it is in the need of all, and nobody can go there
    p.quality_flag = 'no_pupils' as is_emptied
from mart.school_profile as p
join mart.school as s using (school_id)
left join region as r on r.area_code = p.municipality_code
where p.is_listed and p.quality_flag in ('', 'no_pupils') and p.lon is not null and p.pupils_count > 0
    and case p.sector when 'PO' then p.po_need_load else p.vo_need_load end is not null
order by p.school_id
