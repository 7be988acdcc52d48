-- one row per source, rule and severity: how many issues the build found
-- resource: open
select source_id, rule, severity, count(*) as issues_count
from mart.etl_issue
group by source_id, rule, severity
order by issues_count desc, source_id, rule, severity
