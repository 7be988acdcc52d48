-- one row per school location, kind of education and year: pupils on 1 October
create table core.value_school_pupils as
with
history as (
    unpivot (select clean(school_id) as school_id, upper(clean(kind)) as kind, columns('pupils_[0-9]+') from raw.duo_leerlingenhistorie)
    on columns('pupils_[0-9]+') into name year_column value pupils
),
counts as (
    select school_id, 'pupils' as indicator_id, period, lower(replace(kind, '/', '_')) as group_code, pupils_count as value, 0 as hidden_cells, status
    from core.school_enrolled
    union all
    select school_id, 'pupils', vintage_period('duo_leerlingen_vo'), 'vo', sum(pupils_count), sum(hidden_cells), 'observed'
    from core.vo_pupils
    group by school_id
    union all
    -- pupils sent out to adult education are a part of the school's pupils, counted apart
    select school_id, 'pupils', vintage_period('duo_leerlingen_vo'), 'vavo', pupils_count, hidden_cells, 'observed' from core.vo_pupils where type_code = 'vavo'
    union all
    select school_id, 'vo_pupils_by_type', vintage_period('duo_leerlingen_vo'), type_code, pupils_count, hidden_cells, 'observed' from core.vo_pupils
),
judged as (
    select * replace (case when too_hidden(value, hidden_cells) then 'suppressed' else status end as status) from counts
)
select school_id, indicator_id, period, group_code, case when status = 'observed' then cast(value as double) end as value,
    -- with hidden cells the value is the least there can be
    case when hidden_cells > 0 then cast(value as double) end as lower,
    case when hidden_cells > 0 then cast(value + 3 * hidden_cells as double) end as upper,
    null::bigint as n, status, null as quality_flag
from judged
union all
-- 0 means not open that year
select school_id, 'pupils_history', year_column[8:], lower(replace(kind, '/', '_')), cast(open_count(pupils) as double),
    null, null, null, case when is_hidden(pupils) then 'suppressed' else 'observed' end, null
from history
where trim(pupils) <> '0'
order by 1, 2, 3, 4;
