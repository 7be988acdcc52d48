-- one row per programme that there would be: of partners that stay, and the one that a partner comes to schools with
create table mart.programme as
select * from actual.mart.programme
where not list_contains(cast($partners_gone as text[]), partner_id) and not list_contains(cast($programmes_gone as text[]), programme_id)
    -- what goes and comes elsewhere is still there
    or list_contains(cast($come_programmes as text[]), programme_id)
union all by name
-- nobody has chosen which programme it will be: it has the partner's name, and no theme
select distinct come.programme_id, p.partner_id, p.name, false as wants_volunteers
from (select unnest(cast($come_programmes as text[])) as programme_id) as come
join mart.partner as p on come.programme_id = p.partner_id || '/wat-als'
order by programme_id;
