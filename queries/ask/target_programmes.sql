-- one row per school location, of any sector, with a chosen activity: the names of the programmes there
-- resource: partner
-- area: none
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false
select school_id, string_agg(distinct programme_name, ', ' order by programme_name) as programmes
from mart.coverage_activity($school_year, $partners, $themes, $founding, $faded)
group by school_id
order by school_id
