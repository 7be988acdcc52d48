-- one row per name in use x place that goes by it beside the name that CBS and DUO write
create table mart.place_alias as
select clean(alias) as alias, clean(place) as place
from raw.reference_place_aliases
order by alias, place;
