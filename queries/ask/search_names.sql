-- one row per school location x name it goes by or went by: what a search finds it by
-- resource: open
-- area: none
-- params: none
with
aliases as (
    select place, string_agg(alias, '|' order by alias) as aliases
    from mart.place_alias
    group by place
),
names as (
    select school_id, name, false as is_other from mart.school
    union all
    select school_id, name, true as is_other from mart.school_name
)
select
    n.school_id, n.name, n.is_other, s.is_listed,
    concat_ws('|', s.place, nullif(s.municipality_name, s.place), p.aliases, m.aliases, s.street, s.postcode, s.postcode[:4]) as beside
from names as n
join mart.school as s using (school_id)
left join aliases as p on p.place = s.place
left join aliases as m on m.place = s.municipality_name
order by n.school_id, n.is_other, n.name
