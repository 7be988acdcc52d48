-- one row per programme: what was told of where it works and can start, for whom, and its capacity; unknown is empty
-- resource: partner
-- area: none
-- params: none
with
-- told plainly; of the partner as a whole where a programme has no word of its own
told as (
    select programme_id, fact_id, value from mart.programme_fact where programme_id not like '%/*'
    union all
    select g.programme_id, f.fact_id, f.value
    from mart.programme_fact as f
    join mart.programme as g using (partner_id)
    where f.programme_id like '%/*'
        and not exists (
            from mart.programme_fact as own where own.programme_id = g.programme_id and own.fact_id = f.fact_id
        )
)
select
    g.programme_id, g.partner_id, g.name, g.sector,
    coalesce(max(t.value) filter (where t.fact_id = 'working_area'), g.region) as working_area,
    max(t.value) filter (where t.fact_id = 'starts_in') as starts_in,
    coalesce(max(t.value) filter (where t.fact_id = 'themes'), g.theme_id) as theme_ids,
    try_cast(max(t.value) filter (where t.fact_id = 'capacity') as integer) as capacity
from mart.programme as g
left join told as t using (programme_id)
group by g.programme_id, g.partner_id, g.name, g.sector, g.region, g.theme_id
order by g.programme_id
