-- one row per listed school location of one municipality with a row for one rate in one period; n: the pupils it is a rate of
-- resource: open
-- area: municipality_code
-- params: indicator text = "vo_exam_pass_pct", period text = "2023-2024", municipality text = "GM9001", group text = "all"
-- in the order of their names: no ranking
select
    school.school_id, school.name, school.place, school.municipality_code, school.district_code, rate.period, rate.status,
    case when rate.status = 'observed' then rate.value end as value,
    case when rate.status = 'observed' then rate.n end as n
from mart.school_value as rate
join mart.school as school using (school_id)
where rate.indicator_id = $indicator
    and rate.period = $period
    and rate.group_code = $group
    and school.is_listed
    and school.municipality_code = $municipality
order by school.name, school.place, school.school_id
