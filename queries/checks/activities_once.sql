-- an activity of a partner's programme at a school in a school year is there once
-- judges: mart.activity
-- needs: partners
select programme_id, school_id, school_year, count(*) as n
from mart.activity
group by all
having count(*) > 1;
