-- one row: the build
select build_id, edition, as_of_date::varchar as as_of_date, classification_year, is_fictional
from mart.build;
