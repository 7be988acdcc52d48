-- one row per school location that came onto the list of its edition, went off it, got another name or another place
with
listed as (
    select coalesce(w.school_id, n.school_id) as school_id, w.school_id is not null as was_there, n.school_id is not null as is_there,
        w.name as name_before, n.name as name_after,
        concat_ws(', ', w.street || ' ' || w.house_number, w.postcode, w.place) as place_before,
        concat_ws(', ', n.street || ' ' || n.house_number, n.postcode, n.place) as place_after
    from (select * from was.mart.school where is_listed) as w
    full join (select * from now.mart.school where is_listed) as n using (school_id)
),
told as (
    select 'school' as kind, school_id, name_before as before, name_after as after from listed where was_there <> is_there
    union all
    select 'school_name', school_id, name_before, name_after from listed
    where was_there and is_there and name_before is distinct from name_after
    union all
    select 'school_place', school_id, place_before, place_after from listed
    where was_there and is_there and place_before is distinct from place_after
)
select told.kind, 'open' as resource, told.school_id as key, p.name as name_nl, p.name as name_en, p.sector as part, told.school_id,
    p.district_code as area_code, 'school' as level, p.municipality_code, p.province_code, told.before, told.after
from told
join school_place as p using (school_id)
