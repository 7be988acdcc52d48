-- one row per figure that is another one now, of a period and of an area, school or institution that both builds know
-- where one indicator has more of them in a period than anyone reads: one row that counts them
with
was_cell as (
    select 'area' as grain, 'open' as resource, area_code as about, indicator_id, period, group_code, value, status from was.mart.area_value
    union all
    select 'school', 'open', school_id, indicator_id, period, group_code, value, status from was.mart.school_value
    union all
    select 'institution', 'open', brin, indicator_id, period, group_code, value, status from was.mart.institution_value
    union all
    select 'area', 'closed', area_code, indicator_id, period, group_code, value, status from was.mart.closed_area_value
    union all
    select 'school', 'closed', school_id, indicator_id, period, group_code, value, status from was.mart.closed_school_value
    union all
    select 'institution', 'closed', brin, indicator_id, period, group_code, value, status from was.mart.closed_institution_value
),
now_cell as (
    select 'area' as grain, 'open' as resource, area_code as about, indicator_id, period, group_code, value, status from now.mart.area_value
    union all
    select 'school', 'open', school_id, indicator_id, period, group_code, value, status from now.mart.school_value
    union all
    select 'institution', 'open', brin, indicator_id, period, group_code, value, status from now.mart.institution_value
    union all
    select 'area', 'closed', area_code, indicator_id, period, group_code, value, status from now.mart.closed_area_value
    union all
    select 'school', 'closed', school_id, indicator_id, period, group_code, value, status from now.mart.closed_school_value
    union all
    select 'institution', 'closed', brin, indicator_id, period, group_code, value, status from now.mart.closed_institution_value
),
in_both as (
    select distinct grain, resource, indicator_id, period from was_cell
    intersect
    select distinct grain, resource, indicator_id, period from now_cell
),
revised as (
    select grain, resource, indicator_id, period, about, group_code,
        -- what is hidden now is not told by what it was
        if(n.status in ('suppressed', 'withheld'), null, w.value) as value_before, n.value as value_after,
        w.status as status_before, n.status as status_after
    from was_cell as w
    full join now_cell as n using (grain, resource, about, indicator_id, period, group_code)
    where w.status is distinct from n.status
        or (w.value is null) <> (n.value is null)
        -- the last bits of a sum depend on the order in which it was added
        or abs(w.value - n.value) > 1e-9 * greatest(1, abs(w.value))
),
told as (
    select r.*, p.name, p.level, p.area_code, p.municipality_code, p.province_code,
        count(*) over (partition by r.grain, r.resource, r.indicator_id, r.period) as of_one
    from revised as r
    join in_both using (grain, resource, indicator_id, period)
    join about_place as p on p.grain = r.grain and p.about = r.about and p.is_in_both
)
select 'figure' as kind, t.resource, concat_ws('/', t.grain, t.about, t.indicator_id, t.period, t.group_code) as key,
    t.name as name_nl, t.name as name_en, t.indicator_id, t.period, t.group_code as part, if(t.grain = 'school', t.about, null) as school_id,
    t.area_code, t.level, t.municipality_code, t.province_code, t.status_before as before, t.status_after as after,
    t.value_before, t.value_after
from told as t
where t.of_one <= $most
union all by name
select 'many_figures' as kind, t.resource, concat_ws('/', t.grain, t.indicator_id, t.period) as key, null as name_nl, null as name_en, t.indicator_id, t.period,
    null as part, null as school_id, null as area_code, t.grain as level, null as municipality_code, null as province_code,
    '' as before, cast(any_value(t.of_one) as varchar) as after, null as value_before, null as value_after
from told as t
where t.of_one > $most
group by t.resource, t.grain, t.indicator_id, t.period
