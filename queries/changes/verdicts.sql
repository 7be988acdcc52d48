-- one row per area, figure and reference about which another thing is said now: of a period and an area that both builds know
select 'verdict' as kind, 'open' as resource,
    concat_ws('/', s.area_code, s.indicator_id, s.level, s.period, s.group_code, s.kind) as key,
    p.name as name_nl, p.name as name_en, s.indicator_id, s.period, s.kind || '/' || s.group_code as part,
    s.area_code, s.level, p.municipality_code, p.province_code, s.before, s.after
from (
    select area_code, indicator_id, level, period, group_code, kind, w.verdict as before, n.verdict as after
    from was.mart.standing as w
    join now.mart.standing as n using (area_code, indicator_id, level, period, group_code, kind)
    where w.verdict is distinct from n.verdict
) as s
join area_place as p on p.area_code = s.area_code and p.is_in_both
