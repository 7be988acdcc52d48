-- one row per area and larger area or group that it belongs to, within one classification year
create table mart.area_member as
with
pairs as (
    select municipality_code as area_code, unnest([province_code, corop_code, labour_market_region_code, 'NL00']) as member_of
    from core.municipality
    union all
    select area_code, municipality_code from core.district
    union all
    select area_code, district_code from core.neighbourhood
    union all
    select area_code, municipality_code from core.neighbourhood
)
select distinct p.area_code, p.member_of, cast(getvariable('classification_year') as integer) as classification_year
from pairs as p
join mart.area as a on a.area_code = p.member_of
union all
-- GKA is a group of municipalities, no area of its own
select area_code, 'GKA', cast(getvariable('classification_year') as integer)
from core.gka_member
where area_code in (select municipality_code from core.municipality)
order by all;
