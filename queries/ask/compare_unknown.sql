-- one row per asked code that is no area of this build: the municipality that took over, or where the district lies now
-- resource: open
-- area: none
-- params: codes text[] = ["GM0003", "WK999999"]
with asked as (
    select unnest(cast($codes as text[])) as code
),
-- a district of another year: where its area lies now, of the newest year that has the code
districts as (
    select
        bridge.from_code as code, bridge.from_year as year, bridge.note as name,
        string_agg(area.name || ' (' || round(100 * bridge.weight)::integer || ' %)', ', ' order by bridge.weight desc, area.name) as lies_in
    from mart.area_bridge as bridge
    join mart.area on area.area_code = bridge.to_code
    where bridge.from_code like 'WK%' and bridge.weight >= 0.005
    group by all
),
was as (
    select code, max(year) as year, arg_max(name, year) as name, arg_max(lies_in, year) as lies_in
    from districts
    group by code
)

select
    asked.code,
    (select classification_year from mart.build) as classification_year,
    string_agg(distinct area.name, ', ' order by area.name) as became,
    any_value(was.year) as was_year, any_value(was.name) as was_name, any_value(was.lies_in) as lies_in
from asked
left join was using (code)
left join mart.area_bridge as bridge
    on bridge.from_code = 'GM' || substr(asked.code, 3, 4) and bridge.from_code <> bridge.to_code
left join mart.area on area.area_code = bridge.to_code
where asked.code not in (select area_code from mart.area)
group by asked.code
order by asked.code
