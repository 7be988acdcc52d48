-- one row per year of a school's pupils on 1 October, of all its kinds of education together
-- resource: open
-- area: none
-- params: school text = "90AP00", indicator text = "pupils_history"
select
    cast(period as integer) as year,
    case when bool_and(status = 'observed') then sum(value) end as value,
    case when bool_and(status = 'observed') then 'observed' else 'suppressed' end as status
from mart.school_value
where school_id = $school and indicator_id = $indicator
group by period
order by year
