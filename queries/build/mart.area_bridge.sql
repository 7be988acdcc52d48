-- one row per municipality code that ended and the code that took over, with the share of inhabitants that went there
create table mart.area_bridge as
select
    from_code, cast(from_year as integer) as from_year, to_code, cast(to_year as integer) as to_year,
    cast(weight as double) as weight, clean(note) as note, source
from raw.reference_area_bridges
order by all;
