-- one row per rule of mart.etl_issue: what happened, in words
create table mart.issue_rule as
select rule, severity, title_nl, title_en
from raw.reference_rule
order by rule;
