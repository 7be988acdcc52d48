-- one row per location and kind of primary education: mean distance between home and school, in km
create table core.value_school_distance as
select
    school_id, 'po_home_school_km' as indicator_id, vintage_period('duo_afstand') as period, lower(kind) as group_code,
    distance_km as value, null::double as lower, null::double as upper,
    case when distance_km is not null then cast(pupils_count as bigint) end as n,
    case when distance_km is null then 'missing' else 'observed' end as status, null as quality_flag
from core.school_kind
order by 1, 4;
