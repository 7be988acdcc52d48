-- one row per secondary school location, school year and type: candidates and passed, exact or as interval, and which cells hide
create table core.exam_result as
with
wide as (
    unpivot (
        select clean(school_id) as school_id, lower(clean(education_type)) as type_code, clean(inspection_code) as inspection_code,
            clean(programme) as programme, columns('(candidates|passed)_[0-9_]+')
        from raw.duo_examens
    )
    on columns('(candidates|passed)_[0-9_]+') into name measure value cell
),
cells as (
    select school_id, type_code, inspection_code, programme, replace(regexp_extract(measure, '[0-9_]+$')[2:], '_', '-') as period,
        regexp_extract(measure, '^[a-z]+') as measure, open_count(cell) as exact, is_hidden(cell) as hidden
    from wide
    where trim(cell) not in ('0', '')
    union all
    -- a school's year comes from one source: the file of five years, and the one of marks where that has no row of the school and year
    select m.school_id, m.type_code, null, null, m.period, m.measure, open_count(m.cell), is_hidden(m.cell)
    from (
        select clean(school_id) as school_id, lower(clean(education_type)) as type_code, vintage_period('duo_examencijfers') as period,
            unnest(['candidates', 'passed']) as measure, unnest([candidates_count, passed_count]) as cell
        from raw.duo_examencijfers
    ) as m
    anti join (
        select distinct school_id, replace(regexp_extract(measure, '[0-9_]+$')[2:], '_', '-') as period
        from wide
        where trim(cell) not in ('0', '')
    ) as w on w.school_id = m.school_id and w.period = m.period
),
grouped as (
    select school_id, period, measure, type_code, exact, hidden from cells
    union all
    select school_id, period, measure, 'all', exact, hidden from cells
),
-- which of a programme's two cells hide: one, the other or both
pairs as (
    select school_id, period, type_code,
        coalesce(bool_or(hidden) filter (where measure = 'candidates'), false) as hides_candidates,
        coalesce(bool_or(hidden) filter (where measure = 'passed'), false) as hides_passed
    from cells
    group by school_id, period, type_code, inspection_code, programme
),
hiding as (
    select school_id, period, unnest([type_code, 'all']) as type_code,
        cast(hides_candidates and hides_passed as integer) as both_cells, cast(hides_candidates and not hides_passed as integer) as candidates_only,
        cast(hides_passed and not hides_candidates as integer) as passed_only
    from pairs
),
counted as (
    select school_id, period, type_code, sum(both_cells) as both_hidden, sum(candidates_only) as only_candidates_hidden,
        sum(passed_only) as only_passed_hidden
    from hiding
    group by all
),
results as (
    select
        school_id, period, type_code,
        coalesce(sum(exact) filter (where measure = 'candidates'), 0) as candidates_exact,
        count(*) filter (where measure = 'candidates' and hidden) as candidates_hidden,
        coalesce(sum(exact) filter (where measure = 'passed'), 0) as passed_exact,
        count(*) filter (where measure = 'passed' and hidden) as passed_hidden,
        count(*) filter (where measure = 'candidates') as cells
    from grouped
    group by all
)
select r.*, h.both_hidden, h.only_candidates_hidden, h.only_passed_hidden
from results as r
join counted as h using (school_id, period, type_code)
order by all;
