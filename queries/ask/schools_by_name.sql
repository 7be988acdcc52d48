-- one row per school location whose name, place or id holds every word asked for; at most 25, listed ones first
-- resource: open
-- area: none
-- params: words text[] = ["de"]
select
    school_id, sector, name, trim(concat_ws(' ', street, house_number)) as address, postcode, place, municipality_name,
    is_listed, valid_to, lon, lat
from mart.school
where list_bool_and([
    contains(lower(strip_accents(concat_ws(' ', school_id, name, postcode, place, municipality_name))), lower(strip_accents(word)))
    for word in cast($words as text[])
])
order by is_listed desc, name, school_id
limit 25
