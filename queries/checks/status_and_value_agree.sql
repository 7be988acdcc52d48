-- an observed cell has a value and any other has none
-- judges: mart.area_value
-- needs: nothing
select 'area' as grain, area_code as code, indicator_id, status, value from mart.area_value
where (status = 'observed') <> (value is not null)
union all
select 'school', school_id, indicator_id, status, value from mart.school_value
where (status = 'observed') <> (value is not null);
