-- one row per area code of another year and the code that took over: a municipality by inhabitants (note: how it ended), a district by area (note: its name then)
create table mart.area_bridge as
select
    from_code, cast(from_year as integer) as from_year, to_code, cast(to_year as integer) as to_year,
    cast(weight as double) as weight, clean(note) as note, source
from raw.reference_area_bridges
union all
select
    from_code, cast(from_year as integer) as from_year, to_code, cast(to_year as integer) as to_year,
    weight, clean(name) as note, source
from core.district_bridge
order by all;
