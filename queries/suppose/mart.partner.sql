-- one row per partner that there would be: those that stay, and those that come
create table mart.partner as
select * from actual.mart.partner
where not list_contains(cast($partners_gone as text[]), partner_id)
    -- who goes and comes elsewhere is still there
    or partner_id in (select split_part(come.programme_id, '/', 1) from (select unnest(cast($come_programmes as text[])) as programme_id) as come)
union all by name
select new.partner_id, new.name, 'offer' as kind, false as is_fictional
from (select unnest(cast($new_partners as text[])) as partner_id, unnest(cast($new_names as text[])) as name) as new
order by partner_id;
