-- one row per programme: the plain facts told of it, side by side; of the partner as a whole where it has no word of its own
create table mart.programme_told as
with
facts as (
    select programme_id, fact_id, value, told_on from mart.programme_fact where programme_id not like '%/*'
    union all
    select g.programme_id, f.fact_id, f.value, f.told_on
    from mart.programme_fact as f
    join mart.programme as g using (partner_id)
    where f.programme_id like '%/*'
        and not exists (
            from mart.programme_fact as own where own.programme_id = g.programme_id and own.fact_id = f.fact_id
        )
),
-- a form keeps codes of areas, a file words: both as names
areas as (
    select programme_id, fact_id, string_agg(name, ', ' order by place) as names
    from (
        select f.programme_id, f.fact_id, f.place, coalesce(a.name, trim(f.part)) as name
        from (
            select programme_id, fact_id, unnest(string_split(value, ',')) as part,
                generate_subscripts(string_split(value, ','), 1) as place
            from facts where fact_id in ('working_area', 'starts_in')
        ) as f
        left join mart.area as a on a.area_code = trim(f.part)
    )
    group by programme_id, fact_id
),
told as (
    select
        programme_id,
        max(value) filter (where fact_id = 'themes') as theme_ids,
        max(value) filter (where fact_id = 'moment') as moments,
        max(value) filter (where fact_id = 'quality_mark') as quality_mark,
        max(value) filter (where fact_id = 'wants_volunteers') as wants_volunteers,
        max(value) filter (where fact_id = 'learning_line') as learning_line,
        max(value) filter (where fact_id = 'via_skb') as via_skb,
        try_cast(max(value) filter (where fact_id = 'capacity') as integer) as capacity_count,
        regexp_extract(
            max(lower(replace(value, ' ', ''))) filter (where fact_id = 'groups'),
            '^(?:groep(?:en)?)?(vo[1-6]|mbo|ho|[1-8])(?:t/m|tot|-|–)(vo[1-6]|mbo|ho|[1-8])$', ['first', 'last']
        ) as groups,
        max(told_on) as told_on
    from facts
    group by programme_id
)
select
    g.programme_id, g.partner_id, g.name, g.sector, g.description_nl, g.description_en,
    coalesce(w.names, g.region) as region,
    coalesce(f.theme_ids, g.theme_id) as theme_ids,
    coalesce(nullif(f.groups['first'], ''), g.group_from) as group_from,
    coalesce(nullif(f.groups['last'], ''), g.group_to) as group_to,
    s.names as starts_in, f.moments, f.quality_mark,
    -- that a description does not ask for volunteers is no word that none are wanted
    coalesce(f.wants_volunteers, case when g.wants_volunteers then 'yes' end) as wants_volunteers,
    f.learning_line, f.via_skb, f.capacity_count, f.told_on
from mart.programme as g
left join told as f using (programme_id)
left join areas as w on w.programme_id = g.programme_id and w.fact_id = 'working_area'
left join areas as s on s.programme_id = g.programme_id and s.fact_id = 'starts_in'
order by g.programme_id;
