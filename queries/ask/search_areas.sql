-- one row per province, municipality and wijk: what a search finds it by
-- resource: open
-- area: none
-- params: none
with
aliases as (
    select place, string_agg(alias, '|' order by alias) as aliases
    from mart.place_alias
    group by place
)
select a.area_code, a.level, a.name, a.municipality_name, concat_ws('|', p.aliases, m.aliases) as aliases
from mart.area as a
left join aliases as p on p.place = a.name and a.level = 'municipality'
left join aliases as m on m.place = a.municipality_name and a.level = 'district'
where a.level in ('province', 'municipality', 'district')
order by a.area_code
