-- every issue row has a rule that etl/rules.yml explains
select rule, count(*) as issues from mart.etl_issue where message_nl is null group by rule;
