-- one row per school year and type of examination of a school location: the share that passed
-- resource: open
-- area: none
-- params: school text = "90GF00", indicator text = "vo_exam_pass_pct"
select period, group_code, value, n, status
from mart.school_value
where school_id = $school and indicator_id = $indicator
order by period, group_code
