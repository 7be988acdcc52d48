-- candidates of the exam file have passed or failed
select trim(school_id) as school_id, education_type, department, candidates_count, passed_count, failed_count, line
from raw.duo_examencijfers
where read_count(candidates_count) <> read_count(passed_count) + read_count(failed_count);
