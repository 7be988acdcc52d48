-- one row per secondary school location and need indicator: load in pupils of vmbo and pro, and PO need per pupil within 5 km
create table core.value_school_vo_need as
with
load as (
    select school_id,
        coalesce(sum(pupils_count) filter (where type_code in ('vmbo_b', 'vmbo_k', 'vmbo_g', 'vmbo_t', 'pro')), 0) as value,
        coalesce(sum(hidden_cells) filter (where type_code in ('vmbo_b', 'vmbo_k', 'vmbo_g', 'vmbo_t', 'pro')), 0) as hidden_cells
    from core.vo_pupils
    group by school_id
),
primary_schools as (
    select l.lon, l.lat, n.load, n.funded_pupils_count
    from core.school_need as n
    join core.school_location as l using (school_id)
    where l.lon is not null
),
secondary_schools as (
    select s.school_id, l.lon, l.lat, l.location_precision
    from core.school_known as s
    join core.school_location as l using (school_id)
    where s.sector = 'VO' and l.lon is not null
),
around as (
    select v.school_id, v.location_precision, round(sum(p.load), 4) as load, sum(p.funded_pupils_count) as pupils, count(*) as schools
    from secondary_schools as v
    join primary_schools as p
        on abs(p.lat - v.lat) < 0.06 and abs(p.lon - v.lon) < 0.1
        -- great-circle distance in km
        and 12742 * asin(sqrt(
            pow(sin(radians(p.lat - v.lat) / 2), 2)
            + cos(radians(p.lat)) * cos(radians(v.lat)) * pow(sin(radians(p.lon - v.lon) / 2), 2)
        )) <= 5
    group by all
)
select school_id, 'vo_need_load' as indicator_id, vintage_period('duo_leerlingen_vo') as period, 'all' as group_code,
    case when not too_hidden(value, hidden_cells) then cast(value as double) end as value,
    case when hidden_cells > 0 then cast(value as double) end as lower,
    case when hidden_cells > 0 then cast(value + 3 * hidden_cells as double) end as upper, null::bigint as n,
    case when too_hidden(value, hidden_cells) then 'suppressed' else 'observed' end as status, null as quality_flag
from load
union all
select school_id, 'vo_po_need_5km', vintage_period('cbs_achterstandsscores'), 'all', load / pupils, null, null, schools, 'observed',
    case when location_precision = 'postcode4' then 'approximate_location' end
from around
order by 1, 2;
