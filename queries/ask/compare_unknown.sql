-- one row per asked code that is no area of this build, with the municipality that took over
-- resource: open
-- area: none
-- params: codes text[] = ["GM0003", "WK999999"]
with asked as (
    select unnest(cast($codes as text[])) as code
)

select
    asked.code,
    (select classification_year from mart.build) as classification_year,
    string_agg(distinct area.name, ', ' order by area.name) as became
from asked
left join mart.area_bridge as bridge
    on bridge.from_code = 'GM' || substr(asked.code, 3, 4) and bridge.from_code <> bridge.to_code
left join mart.area on area.area_code = bridge.to_code
where asked.code not in (select area_code from mart.area)
group by asked.code
order by asked.code
