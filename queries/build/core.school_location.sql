-- one row per school location: its point (degrees, WGS84) and how precise that is
create table core.school_location as
with
postcode6 as (
    select postcode, lon, lat
    from core.school_point
    where postcode is not null
    qualify row_number() over (partition by postcode order by school_id, line) = 1
),
postcode4 as (
    select clean(postcode4) as postcode4, read_number(lon) as lon, read_number(lat) as lat
    from raw.pc4_punten
    where clean(lon) is not null
)
select
    s.school_id,
    s.duo_municipality_code,
    case
        when p.same_postcode then 'address'
        when p6.postcode is not null then 'postcode6'
        when p4.postcode4 is not null then 'postcode4'
        else 'none'
    end as location_precision,
    case when p.same_postcode then p.lon else coalesce(p6.lon, p4.lon) end as lon,
    case when p.same_postcode then p.lat else coalesce(p6.lat, p4.lat) end as lat
from core.school_known as s
left join core.school_point_chosen as p using (school_id)
left join postcode6 as p6 on p6.postcode = s.postcode
left join postcode4 as p4 on p4.postcode4 = substr(s.postcode, 1, 4)
order by 1;
