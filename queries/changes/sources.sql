-- one row per source that came, went, has another vintage or other bytes, or could not be had; and per other indicator
with
was_source as (
    select source_id, any_value(title_nl) as title_nl, any_value(title_en) as title_en, string_agg(vintage, ', ' order by vintage) as vintages,
        md5(string_agg(sha256, ' ' order by vintage)) as bytes, sum(rows) as rows
    from was.mart.source
    group by source_id
),
now_source as (
    select source_id, any_value(title_nl) as title_nl, any_value(title_en) as title_en, string_agg(vintage, ', ' order by vintage) as vintages,
        md5(string_agg(sha256, ' ' order by vintage)) as bytes, sum(rows) as rows
    from now.mart.source
    group by source_id
),
was_hole as (select distinct source_id, title_nl, title_en from was.mart.source_hole where kind = 'failed'),
now_hole as (select distinct source_id, title_nl, title_en from now.mart.source_hole where kind = 'failed')
select 'source' as kind, 'open' as resource, source_id as key, coalesce(n.title_nl, w.title_nl) as name_nl,
    coalesce(n.title_en, w.title_en) as name_en, null as indicator_id,
    w.vintages || ' · ' || left(w.bytes, 8) as before, n.vintages || ' · ' || left(n.bytes, 8) as after,
    cast(w.rows as double) as value_before, cast(n.rows as double) as value_after
from was_source as w
full join now_source as n using (source_id)
where w.bytes is distinct from n.bytes or w.vintages is distinct from n.vintages
union all
select 'source_missing', 'open', source_id, coalesce(n.title_nl, w.title_nl), coalesce(n.title_en, w.title_en), null,
    if(w.source_id is null, null, source_id), if(n.source_id is null, null, source_id), null, null
from was_hole as w
full join now_hole as n using (source_id)
where w.source_id is null or n.source_id is null
union all
select 'indicator', if(coalesce(n.visibility, w.visibility) = 'closed', 'closed', 'open'), indicator_id,
    coalesce(n.name_nl, w.name_nl), coalesce(n.name_en, w.name_en), indicator_id,
    w.name_nl, n.name_nl, null, null
from was.mart.indicator as w
full join now.mart.indicator as n using (indicator_id)
where w.indicator_id is null or n.indicator_id is null
