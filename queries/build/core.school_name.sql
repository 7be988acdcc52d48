-- one row per school location x name x place x postcode under which a source of the edition knows it (old names and moved schools too)
create table core.school_name as
with
told as (
    select school_id, name, place, postcode from core.school_listed
    union all
    select school_id, name, place, read_postcode(postcode) from core.school_seen
    union all
    select clean(school_id), clean(name), clean(place), read_postcode(postcode) from raw.duo_schoolpunten
)
select distinct t.school_id, t.name, t.place, t.postcode
from told as t
join core.school_known as k using (school_id)
where t.name is not null
order by all;
