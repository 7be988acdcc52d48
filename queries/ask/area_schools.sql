-- one row per listed school location in one area, with its need per pupil where CBS gives it
-- resource: open
-- area: municipality_code
-- params: area text = "PV90"
with newest as (
    select school_id, value, status, quality_flag
    from mart.school_value
    where indicator_id = 'po_need_per_pupil'
        and group_code = 'all'
    qualify period = max(period) over (partition by school_id)
)

select
    school.school_id, school.name, school.place, school.sector, school.denomination,
    case when school.pupils_status = 'observed' then school.pupils_count end as pupils_count,
    coalesce(school.pupils_status, 'missing') as pupils_status,
    case when newest.status = 'observed' then newest.value end as need_per_pupil,
    case
        when newest.status is not null then newest.status
        when school.sector = 'PO' then 'missing'
        else 'not_applicable'
    end as need_status,
    concat_ws(',', school.quality_flag, newest.quality_flag) as quality_flag,
    school.location_precision, school.municipality_code, school.district_code, school.neighbourhood_code
from mart.school
left join newest on newest.school_id = school.school_id
where school.is_listed
    and $area in (
        school.municipality_code, school.district_code, school.neighbourhood_code, school.province_code
    )
order by newest.value desc nulls last, school.name, school.school_id
