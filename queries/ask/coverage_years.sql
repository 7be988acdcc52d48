-- one row per school year in which a partner is active, newest first
-- resource: partner
-- area: none
-- params: none
select school_year, count(*) as activities_count, count(*) filter (where is_current) as current_count
from mart.activity
group by school_year
order by school_year desc
