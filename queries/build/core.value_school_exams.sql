-- one row per secondary school location, school year, type and exam indicator: candidates and passed (pupils), pass rate (percent)
create table core.value_school_exams as
with
counts as (
    select school_id, period, type_code, cells, unnest([
        {'indicator_id': 'vo_exam_candidates', 'exact': candidates_exact, 'hidden': candidates_hidden},
        {'indicator_id': 'vo_exam_passed', 'exact': passed_exact, 'hidden': passed_hidden}
    ], recursive := true)
    from core.exam_result
),
rates as (
    select *,
        case
            when candidates_hidden + passed_hidden > 0 then 'suppressed'
            when candidates_exact = 0 then 'not_applicable'
            when tells_too_much(passed_exact, candidates_exact) then 'withheld'
            else 'observed'
        end as status
    from core.exam_result
)
select school_id, indicator_id, period, type_code as group_code,
    case when hidden = 0 then cast(exact as double) end as value,
    -- the bounds of a single hidden cell stay inside; of a sum they are shown
    case when hidden > 0 and cells > 1 then cast(exact + hidden as double) end as lower,
    case when hidden > 0 and cells > 1 then cast(exact + 4 * hidden as double) end as upper,
    null::bigint as n, case when hidden > 0 then 'suppressed' else 'observed' end as status, null as quality_flag
from counts
union all
select school_id, 'vo_exam_pass_pct', period, type_code,
    case when status = 'observed' then 100.0 * passed_exact / candidates_exact end, null, null,
    case when status = 'observed' then cast(candidates_exact as bigint) end, status,
    case when period = '2019-2020' then 'no_central_exam' when period in ('2020-2021', '2021-2022') then 'eased_exam' end
from rates
order by 1, 2, 3, 4;
