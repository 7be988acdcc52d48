-- one row per area, school year and type with hidden exam cells: the lowest and highest pass rate (percent), made cell by cell
create table core.area_exam_bounds as
with
sums as (
    select
        a.area_code, r.period, r.type_code as group_code,
        sum(candidates_exact) as candidates, sum(passed_exact) as passed, sum(cells) as cells,
        sum(both_hidden) as twice, sum(only_candidates_hidden) as only_candidates, sum(only_passed_hidden) as only_passed
    from core.exam_result as r
    join core.school_in_area as a using (school_id)
    group by all
),
bounds as (
    -- lowest: of 4 candidates 1 passed, of those whose candidates are open 1; highest: 4 of 4, and 4 of the open ones
    select
        area_code, period, group_code, cells,
        passed + twice + only_passed as least_passed, candidates + 4 * twice + 4 * only_candidates as most_candidates,
        passed + 4 * twice + 4 * only_passed as most_passed, candidates + 4 * twice + only_candidates as least_candidates
    from sums
    where twice + only_candidates + only_passed > 0
)
select
    area_code, 'vo_exam_pass_pct' as indicator_id, period, group_code,
    100.0 * least_passed / most_candidates as lower, 100.0 * most_passed / least_candidates as upper
from bounds
-- a cell by itself stays inside, and the rule for few people holds at both ends
where cells > 1
    and not tells_too_much(least_passed, most_candidates) and not tells_too_much(most_passed, least_candidates)
order by 1, 3, 4;
