-- one row per secondary school location, school year and type: candidates and passed, exact or as interval
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
    select school_id, type_code, replace(regexp_extract(measure, '[0-9_]+$')[2:], '_', '-') as period,
        regexp_extract(measure, '^[a-z]+') as measure, open_count(cell) as exact, is_hidden(cell) as hidden
    from wide
    where trim(cell) <> '0'
    union all
    select clean(school_id), lower(clean(education_type)), vintage_period('duo_examencijfers'),
        unnest(['candidates', 'passed']), unnest([read_count(candidates_count), read_count(passed_count)]), false
    from raw.duo_examencijfers
),
grouped as (
    select school_id, period, measure, type_code, exact, hidden from cells
    union all
    select school_id, period, measure, 'all', exact, hidden from cells
)
select
    school_id, period, type_code,
    coalesce(sum(exact) filter (where measure = 'candidates'), 0) as candidates_exact,
    count(*) filter (where measure = 'candidates' and hidden) as candidates_hidden,
    coalesce(sum(exact) filter (where measure = 'passed'), 0) as passed_exact,
    count(*) filter (where measure = 'passed' and hidden) as passed_hidden,
    count(*) filter (where measure = 'candidates') as cells
from grouped
group by all
order by all;
