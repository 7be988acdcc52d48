-- every issue row has a rule that etl/rules.yml explains
-- judges: mart.etl_issue
-- needs: issues
select rule, count(*) as issues from mart.etl_issue where message_nl is null group by rule;
