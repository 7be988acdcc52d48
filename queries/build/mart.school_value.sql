-- one row per school location, indicator, period and group
create table mart.school_value as
with
parts as (
    select * from core.value_school_need
    union all by name
    select * from core.value_school_pupils
    union all by name
    select * from core.value_school_distance
    union all by name
    select * from core.value_school_vo_types
    union all by name
    select * from core.value_school_vo_need
    union all by name
    select * from core.value_school_flow
    union all by name
    select * from core.value_school_exams
    union all by name
    select * from core.value_school_end_test
    union all by name
    select * from core.value_school_weights
    union all by name
    select * from core.value_school_apcg
    union all by name
    select * from core.value_school_schoolweging
    union all by name
    select * from core.value_school_need_vo_score
    union all by name
    select * from core.value_school_referentieniveaus
    union all by name
    select school_id, indicator_id, period, group_code, value, lower, upper, n, status, null as quality_flag
    from core.imported_value
    where visibility = 'open' and school_id is not null and school_id in (select school_id from core.school_known)
    union all by name
    select * exclude (grain, code), code as school_id from core.advice_value where grain = 'location'
)
select school_id, indicator_id, period, group_code, value, lower, upper, n, status, quality_flag
from parts
order by indicator_id, school_id, period, group_code;
