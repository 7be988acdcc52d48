-- one row per thing that the builds say otherwise of themselves: the program that made them, their as-of date, their classification
select 'program' as kind, 'open' as resource, 'code' as key, left(w.code_sha256, 8) as before, left(n.code_sha256, 8) as after
from was.mart.build as w, now.mart.build as n
where w.code_sha256 <> n.code_sha256
union all
select 'as_of', 'open', 'as_of', cast(w.as_of_date as varchar), cast(n.as_of_date as varchar)
from was.mart.build as w, now.mart.build as n
where w.as_of_date <> n.as_of_date
union all
select 'classification', 'open', 'classification', cast(w.classification_year as varchar), cast(n.classification_year as varchar)
from was.mart.build as w, now.mart.build as n
where w.classification_year <> n.classification_year
