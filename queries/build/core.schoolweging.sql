-- one row per location in CBS's schoolweging and year, in CBS's points; the star marks a small school, whose weighting is unreliable
create table core.schoolweging as
with
years as (
    select *, 0 as years_before, 'cbs_schoolweging_year' as table_name from raw.cbs_schoolweging_year
    union all by name
    select *, 1 as years_before, 'cbs_schoolweging_year_before' as table_name from raw.cbs_schoolweging_year_before
    union all by name
    select *, 2 as years_before, 'cbs_schoolweging_second_before' as table_name from raw.cbs_schoolweging_second_before
)
select
    clean(brin) || replace(clean(location_number), '*', '') as school_id,
    cast(year(vintage_date('cbs_schoolweging')) - years_before as varchar) as period,
    read_number(weight) as weight, read_number(spread) as spread, read_count(pupils_count) as pupils_count,
    contains(location_number, '*') as is_unreliable,
    line
from years
order by 1, 2;
