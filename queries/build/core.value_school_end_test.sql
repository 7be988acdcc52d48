-- one row per location, kind and test provider: mean end-test score as published; scales differ per provider
create table core.value_school_end_test as
with
providers as (
    select
        clean(brin) || lpad(clean(location_number), 2, '0') as school_id, lower(clean(kind)) as kind,
        unnest([
            {'provider': 'cet', 'n': read_count(cet_count), 'value': read_number(cet_mean)},
            {'provider': 'iep', 'n': read_count(iep_count), 'value': read_number(iep_mean)},
            {'provider': 'route8', 'n': read_count(route8_count), 'value': read_number(route8_mean)},
            {'provider': 'dia', 'n': read_count(dia_count), 'value': read_number(dia_mean)},
            {'provider': 'amn', 'n': read_count(amn_count), 'value': read_number(amn_mean)}
        ], recursive := true)
    from raw.duo_eindtoets
)
select school_id, 'po_end_test_mean' as indicator_id, vintage_period('duo_eindtoets') as period,
    -- a location with Bo and Sbo keeps both apart
    provider || case when kind = 'sbo' then '_sbo' else '' end as group_code,
    value, null::double as lower, null::double as upper, case when value is not null then n end as n,
    case when value is null then 'missing' else 'observed' end as status, null as quality_flag
from providers
where n > 0
order by 1, 4;
