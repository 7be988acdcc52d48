-- one row per activity x plain fact known of it, of activities that stay; of one that comes nothing was told
create table mart.activity_fact as
select f.*
from actual.mart.activity_fact as f
semi join mart.activity as a using (programme_id, school_id, school_year)
order by f.programme_id, f.school_id, f.school_year, f.fact_id;
