-- one row per rule by which the build refused, repaired or noted cells of a source
-- resource: open
-- area: none
-- params: source text = "duo_vestigingen_po"
select e.rule, r.title_nl, r.title_en, e.severity, count(*) as cells_count
from mart.etl_issue as e
left join mart.issue_rule as r using (rule)
where e.source_id = $source
group by e.rule, r.title_nl, r.title_en, e.severity
order by cells_count desc, e.rule
