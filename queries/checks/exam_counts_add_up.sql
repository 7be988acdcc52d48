-- candidates of the exam file have passed or failed
-- judges: raw.duo_examencijfers
-- needs: duo_examencijfers
select trim(school_id) as school_id, education_type, department, candidates_count, passed_count, failed_count, line
from raw.duo_examencijfers
where open_count(candidates_count) <> open_count(passed_count) + open_count(failed_count);
