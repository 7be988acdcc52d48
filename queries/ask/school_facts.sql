-- one row per school location asked for by id: what is known of it, with its need and its wijk
-- resource: open
-- area: municipality_code
-- params: school text = "90AP00"
select
    s.*, d.name as district_name,
    (select count(*) from mart.school as other where other.brin = s.brin and other.is_listed) as locations_count,
    exists (from mart.school as other where other.sector = s.sector and other.is_listed) as has_list,
    n.need, n.need_per_pupil, n.need_pupils_count, coalesce(n.need_status, 'missing') as need_status,
    n.is_high, p.quality_flag as profile_flag,
    (select string_agg(o.name, '|' order by o.name) from mart.school_name as o where o.school_id = s.school_id and o.last_told_on <= (select as_of_date from mart.build)) as former_names,
    (select string_agg(o.name, '|' order by o.name) from mart.school_name as o where o.school_id = s.school_id and o.last_told_on > (select as_of_date from mart.build)) as later_names
from mart.school as s
left join mart.area as d on d.area_code = s.district_code
left join mart.school_need as n on n.school_id = s.school_id and n.sector = s.sector
left join mart.school_profile as p on p.school_id = s.school_id and p.sector = s.sector
where s.school_id = $school
