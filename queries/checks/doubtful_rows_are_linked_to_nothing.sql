-- a row that waits for a person, matches nothing or is judged to be no school has no school
-- judges: mart.partner_row
-- needs: partners
select *
from mart.partner_row
where (decision in ('review', 'none', 'refused')) = (school_id is not null);
