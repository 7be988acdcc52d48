-- one row per figure that two builds are compared on: a source's file, a missing source, what an indicator holds, schools and areas
with
cells as (
    select 'area' as grain, indicator_id, period, status, value from mart.area_value where level in ('district', 'country')
    union all
    select 'school', indicator_id, period, status, value from mart.school_value
    union all
    select 'institution', indicator_id, period, status, value from mart.institution_value
),
indicators as (
    select grain || '/' || indicator_id || '/' || period as key,
        cast(count(*) filter (where status = 'observed') as double) as observed,
        cast(count(*) filter (where status in ('suppressed', 'withheld')) as double) as hidden,
        avg(value) as mean
    from cells
    group by all
)
select 'source' as kind, source_id as key, cast(rows as double) as value, vintage || ' ' || left(sha256, 12) as text from mart.source
union all
select 'missing', source_id, null, split_part(why, ':', 1) from mart.source_hole where kind = 'failed'
union all
select 'observed', key, observed, null from indicators
union all
select 'hidden', key, hidden, null from indicators
union all
select 'mean', key, round(mean, 6), null from indicators where mean is not null
union all
select 'schools', sector || case when is_listed then '/listed' else '/not listed' end, cast(count(*) as double), null from mart.school group by all
union all
select 'areas', level, cast(count(*) as double), null from mart.area group by all
order by kind, key
