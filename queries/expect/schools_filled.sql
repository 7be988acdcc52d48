-- one row per sector and fact: the share of listed schools that have it, in percent (what is left is the null share)
with
shares as (
    select sector, unnest([
        {'fact': 'municipality', 'share': 100.0 * count(municipality_code) / count(*)},
        {'fact': 'point', 'share': 100.0 * count(lon) / count(*)},
        {'fact': 'address_point', 'share': 100.0 * count(*) filter (where location_precision = 'address') / count(*)},
        {'fact': 'district', 'share': 100.0 * count(district_code) / count(*)},
        {'fact': 'pupils', 'share': 100.0 * count(pupils_count) / count(*)}
    ], recursive := true)
    from mart.school
    where is_listed
    group by sector
)
select 'schools_with_' || fact || '_pct' as metric, sector as key, share as value
from shares;
