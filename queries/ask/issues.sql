-- one row per cell or row that the build refused, repaired or could not match
-- resource: open
-- area: none
-- params: source text = "", rule text = "", severity text = ""
select
    source_id, vintage, line, key, field, value, expected, rule, severity, message_nl, message_en
from mart.etl_issue
where ($source = '' or source_id = $source)
    and ($rule = '' or rule = $rule)
    and ($severity = '' or severity = $severity)
order by source_id, vintage, rule, line, key, field
