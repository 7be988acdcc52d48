-- one row per school location with a point: the best of its points by postcode, then house number, then file order
create table core.school_point_chosen as
with
judged as (
    select
        p.*,
        s.postcode as school_postcode,
        s.house_number,
        p.postcode = s.postcode as same_postcode,
        p.house = read_house(s.house_number) as same_house,
        regexp_extract(p.house, '^[0-9]+') = regexp_extract(s.house_number, '[0-9]+') as same_number
    from core.school_point as p
    join core.school_known as s using (school_id)
)
select
    school_id, lon, lat, line, postcode, school_postcode, house, house_number,
    coalesce(same_postcode, false) as same_postcode,
    count(*) over (partition by school_id) as points_count,
    -- metres, good enough below a few kilometres at this latitude
    round(1000 * sqrt(
        pow((max(lat) over (partition by school_id) - min(lat) over (partition by school_id)) * 111.3, 2)
        + pow((max(lon) over (partition by school_id) - min(lon) over (partition by school_id)) * 68.5, 2)
    )) as apart_m
from judged
qualify row_number() over (
    partition by school_id
    order by coalesce(same_postcode, false) desc, coalesce(same_house, false) desc, coalesce(same_number, false) desc, line
) = 1
order by school_id;
