-- each school location stands in mart.school once
-- judges: mart.school
-- needs: nothing
select school_id, count(*) as times from mart.school group by school_id having count(*) > 1;
