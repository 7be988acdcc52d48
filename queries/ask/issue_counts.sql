-- one row per source, rule and severity: how many issues the build found
-- resource: open
-- area: none
-- params: none
select issue.source_id, issue.rule, issue.severity, issue_rule.title_nl, issue_rule.title_en, count(*) as issues_count
from mart.etl_issue as issue
left join mart.issue_rule as issue_rule using (rule)
group by all
order by issues_count desc, source_id, rule, severity
