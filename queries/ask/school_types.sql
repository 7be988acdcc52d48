-- one row per type of education of a secondary school location: its pupils, and their share of those whose type is settled
-- resource: open
-- area: none
-- params: school text = "90GF00", counts text = "vo_pupils_by_type", shares text = "vo_type_pct"
with
newest as (
    select school_id, indicator_id, period, group_code, value, n, status
    from mart.school_value
    where school_id = $school and indicator_id in ($counts, $shares)
    qualify period = max(period) over (partition by indicator_id)
)
select
    c.period, c.group_code, c.value as pupils_count, c.status as pupils_status,
    s.value as share_pct, s.n, s.status as share_status
from newest as c
left join newest as s on s.indicator_id = $shares and s.period = c.period and s.group_code = c.group_code
where c.indicator_id = $counts
order by c.group_code
