-- one row per source and rule
select source_id, rule, severity, count(*)::int as issues
from mart.etl_issue
group by all
order by all;
