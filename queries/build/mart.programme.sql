-- one row per programme of a partner: the ones it described, and the ones that only its files name
create table mart.programme as
with
told as (
    select partner_id, programme_slug, mode(trim(programme)) as name
    from core.partner_row
    group by 1, 2
),
every as (
    select partner_id, programme_slug from told
    union
    select partner_id, programme_slug from raw.partner_programme
)
select
    e.partner_id || '/' || e.programme_slug as programme_id,
    e.partner_id,
    coalesce(clean(p.name), clean(t.name)) as name,
    -- of several themes the first is the one that it is listed under
    coalesce(split_part(f.value, ',', 1), clean(p.theme_id)) as theme_id,
    clean(p.sector) as sector,
    clean(p.group_from) as group_from,
    clean(p.group_to) as group_to,
    coalesce(p.wants_volunteers, false) as wants_volunteers,
    clean(p.region) as region,
    clean(p.description_nl) as description_nl,
    clean(p.description_en) as description_en
from every as e
left join told as t on t.partner_id = e.partner_id and t.programme_slug = e.programme_slug
left join raw.partner_fact as f
    on f.partner_id = e.partner_id and f.programme_slug = e.programme_slug and f.fact_id = 'themes'
left join raw.partner_programme as p on p.partner_id = e.partner_id and p.programme_slug = e.programme_slug
order by 1;
