-- one row per school location whose name, place or id holds every word asked for; at most 25, listed ones first
-- resource: open
select
    school_id, sector, name, trim(concat_ws(' ', street, house_number)) as address, postcode, place, municipality_name,
    is_listed, valid_to, lon, lat
from mart.school
where list_bool_and([
    contains(lower(strip_accents(concat_ws(' ', school_id, name, postcode, place, municipality_name))), word)
    for word in string_split(lower(strip_accents($words)), ' ')
])
order by is_listed desc, name, school_id
limit 25
