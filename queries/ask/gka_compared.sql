-- one row per indicator that can be compared: the middle municipality of the members and of the others, in one class or all
-- resource: open
-- area: none
-- params: urbanity integer = 0, province text = ""
with
newest as (
    select indicator_id, max(period) as period
    from mart.area_value
    where level = 'municipality' and group_code = 'all' and status = 'observed'
    group by indicator_id
)
select
    i.indicator_id, i.name_nl, i.name_en, i.unit, i.decimals, i.direction, i.unit_nl_one, i.unit_nl_many,
    i.unit_en_one, i.unit_en_many, n.period,
    median(v.value) filter (where a.is_gka) as members_value,
    count(*) filter (where a.is_gka) as members_count,
    median(v.value) filter (where not a.is_gka) as others_value,
    count(*) filter (where not a.is_gka) as others_count
from mart.indicator as i
join newest as n using (indicator_id)
join mart.area_value as v
    on v.indicator_id = i.indicator_id and v.period = n.period and v.level = 'municipality' and v.group_code = 'all'
    and v.status = 'observed'
join mart.area as a on a.area_code = v.area_code
where i.is_comparable and i.is_on_map
    and ($urbanity = 0 or a.urbanity_class = $urbanity)
    and ($province = '' or a.province_code = $province)
group by all
order by min(i.sort_order), i.indicator_id
