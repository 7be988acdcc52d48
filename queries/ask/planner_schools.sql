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
    cast(n.need as double) as need, case p.sector when 'PO' then n.need_per_pupil end as need_per_pupil,
    -- its pupils left since: it is in the need of all, and nobody can go there
    p.quality_flag = 'no_pupils' as is_emptied
from mart.school_profile as p
join mart.school as s using (school_id)
join mart.school_need as n on n.school_id = p.school_id and n.sector = p.sector and n.need is not null
left join region as r on r.area_code = p.municipality_code
where p.is_listed and p.quality_flag in ('', 'no_pupils') and p.lon is not null and p.pupils_count > 0
order by p.school_id
