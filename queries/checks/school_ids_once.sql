-- each school location stands in mart.school once
select school_id, count(*) as times from mart.school group by school_id having count(*) > 1;
