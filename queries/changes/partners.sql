-- one row per partner, programme or delivery that came or went, and per partner and school where it began or stopped
with
was_active as (select distinct partner_id, school_id from was.mart.activity where is_current),
now_active as (select distinct partner_id, school_id from now.mart.activity where is_current),
partner as (
    select partner_id, coalesce(n.name, w.name) as name
    from was.mart.partner as w
    full join now.mart.partner as n using (partner_id)
)
select 'partner' as kind, 'partner' as resource, partner_id as key, coalesce(n.name, w.name) as name_nl, partner_id as part,
    null as school_id, null as area_code, null as municipality_code, null as province_code, w.name as before, n.name as after
from was.mart.partner as w
full join now.mart.partner as n using (partner_id)
where w.name is distinct from n.name
union all
select 'programme', 'partner', programme_id, coalesce(n.name, w.name, programme_id) || ' (' || partner.name || ')', partner_id,
    null, null, null, null,
    if(w.programme_id is null, null, coalesce(w.name, w.programme_id)), if(n.programme_id is null, null, coalesce(n.name, n.programme_id))
from was.mart.programme as w
full join now.mart.programme as n using (programme_id, partner_id)
join partner using (partner_id)
where w.programme_id is null or n.programme_id is null
union all
select 'delivery', 'partner', delivery_id, coalesce(n.file_name, w.file_name) || ' (' || partner.name || ')', partner_id,
    null, null, null, null,
    w.file_name, n.file_name
from was.mart.delivery as w
full join now.mart.delivery as n using (delivery_id, partner_id)
join partner using (partner_id)
where w.delivery_id is null or n.delivery_id is null
union all
select 'activity', 'partner', partner_id || '/' || school_id, partner.name, partner_id, school_id, p.district_code, p.municipality_code,
    p.province_code, if(w.school_id is null, null, p.name), if(n.school_id is null, null, p.name)
from was_active as w
full join now_active as n using (partner_id, school_id)
join school_place as p using (school_id)
join partner using (partner_id)
where w.school_id is null or n.school_id is null
