-- one row per school year and type of examination of a school location: the share that passed
-- resource: open
-- area: none
-- params: school text = "90GF00"
select period, group_code, value, n, status
from mart.school_value
where school_id = $school and indicator_id = 'vo_exam_pass_pct'
order by period, group_code
