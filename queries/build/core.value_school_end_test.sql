-- one row per location, kind and test provider: mean end-test score as published; scales differ per provider
create table core.value_school_end_test as
with
providers as (
    select
        clean(brin) || lpad(clean(location_number), 2, '0') as school_id, lower(clean(kind)) as kind,
        unnest([
            {'provider': 'cet', 'n': open_count(cet_count), 'hides': coalesce(is_hidden(cet_count), false), 'value': read_number(cet_mean)},
            {'provider': 'iep', 'n': open_count(iep_count), 'hides': coalesce(is_hidden(iep_count), false), 'value': read_number(iep_mean)},
            {'provider': 'route8', 'n': open_count(route8_count), 'hides': coalesce(is_hidden(route8_count), false), 'value': read_number(route8_mean)},
            {'provider': 'dia', 'n': open_count(dia_count), 'hides': coalesce(is_hidden(dia_count), false), 'value': read_number(dia_mean)},
            {'provider': 'amn', 'n': open_count(amn_count), 'hides': coalesce(is_hidden(amn_count), false), 'value': read_number(amn_mean)},
            {'provider': 'doe', 'n': open_count(doe_count), 'hides': coalesce(is_hidden(doe_count), false), 'value': read_number(doe_mean)},
            {'provider': 'lib', 'n': open_count(lib_count), 'hides': coalesce(is_hidden(lib_count), false), 'value': read_number(lib_mean)}
        ], recursive := true)
    from raw.duo_eindtoets
)
select school_id, 'po_end_test_mean' as indicator_id, vintage_period('duo_eindtoets') as period,
    -- a location with Bo and Sbo keeps both apart
    provider || case when kind = 'sbo' then '_sbo' else '' end as group_code,
    -- where no pupil took the test the mean is 0, which is no mean
    case when n > 0 then value end as value, null::double as lower, null::double as upper, case when value is not null then n end as n,
    case when hides then 'suppressed' when value is null then 'missing' else 'observed' end as status, null as quality_flag
from providers
where n > 0 or hides
order by 1, 4;
