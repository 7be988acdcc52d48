-- one row per school location asked for by id, listed or not
-- resource: open
select
    school_id, sector, name, trim(concat_ws(' ', street, house_number)) as address, postcode, place, municipality_name,
    is_listed, valid_to, lon, lat
from mart.school
where school_id in (select unnest(string_split($ids, ',')))
order by school_id
