-- one row per listed school location in one area, with its need per pupil where CBS gives it
-- resource: open
-- area: municipality_code
-- params: area text = "PV90"
-- only primary schools have points per pupil
with scored as (
    select school_id, need_per_pupil, need_status, quality_flag
    from mart.school_need
    where sector = 'PO'
)

select
    school.school_id, school.name, school.place, school.sector, school.denomination,
    case when school.pupils_status = 'observed' then school.pupils_count end as pupils_count,
    coalesce(school.pupils_status, 'missing') as pupils_status,
    scored.need_per_pupil,
    coalesce(scored.need_status, 'not_applicable') as need_status,
    coalesce(scored.quality_flag, school.quality_flag, '') as quality_flag,
    school.location_precision, school.municipality_code, school.district_code, school.neighbourhood_code
from mart.school
left join scored using (school_id)
where school.is_listed
    and $area in (
        school.municipality_code, school.district_code, school.neighbourhood_code, school.province_code
    )
order by scored.need_per_pupil desc nulls last, school.name, school.school_id
