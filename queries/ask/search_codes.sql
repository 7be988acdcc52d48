-- one row per school location of an institution (BRIN of 4 or 6 characters) or a board (its number), listed ones first
-- resource: open
-- area: none
-- params: code text = "90AP"
select school_id, brin, board_id, name, place, is_listed
from mart.school
where school_id = $code or brin = $code or board_id = $code
order by is_listed desc, school_id
