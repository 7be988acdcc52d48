-- one row per listed school location of the country with an open rate in one period: how far schools lie apart; no names
-- resource: open
-- area: none
-- params: indicator text = "vo_exam_pass_pct", period text = "2018-2019", group text = "all"
select rate.school_id, rate.value, rate.n
from mart.school_value as rate
join mart.school as school using (school_id)
where rate.indicator_id = $indicator
    and rate.period = $period
    and rate.group_code = $group
    and rate.status = 'observed'
    and rate.n > 0
    and school.is_listed
order by rate.school_id
