-- one row per school location asked for by id, listed or not
-- resource: open
-- area: none
-- params: ids text[] = ["90AP00"]
select
    school_id, sector, name, trim(concat_ws(' ', street, house_number)) as address, postcode, place, municipality_name,
    is_listed, valid_to, lon, lat
from mart.school
where list_contains($ids, school_id)
order by school_id
