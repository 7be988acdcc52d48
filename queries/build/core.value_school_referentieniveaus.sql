-- one row per primary school location and reference level: share of pupils in grade 8 that reach it (percent); higher levels count in
create table core.value_school_referentieniveaus as
with
levels as (
    select clean(brin) || lpad(clean(location_number), 2, '0') as school_id, unnest([
        {'group_code': 'arithmetic_1F', 'reached': [arithmetic_1f, arithmetic_1s, arithmetic_2f], 'below': [arithmetic_below_1f]},
        {'group_code': 'arithmetic_1S2F', 'reached': [arithmetic_1s, arithmetic_2f], 'below': [arithmetic_below_1f, arithmetic_1f]},
        {'group_code': 'reading_1F', 'reached': [reading_1f, reading_2f], 'below': [reading_below_1f]},
        {'group_code': 'reading_2F', 'reached': [reading_2f], 'below': [reading_below_1f, reading_1f]},
        {'group_code': 'language_1F', 'reached': [language_1f, language_2f], 'below': [language_below_1f]},
        {'group_code': 'language_2F', 'reached': [language_2f], 'below': [language_below_1f, language_1f]}
    ], recursive := true)
    from raw.duo_referentieniveaus
    where lower(clean(kind)) = 'bo'
),
counts as (
    select school_id, group_code,
        len(list_filter(list_concat(reached, below), lambda c: is_hidden(c))) as hidden,
        list_sum(list_transform(reached, lambda c: open_count(c))) as part,
        list_sum(list_transform(list_concat(reached, below), lambda c: open_count(c))) as whole
    from levels
),
judged as (
    select *,
        case
            when hidden > 0 then 'suppressed'
            when whole = 0 then 'not_applicable'
            when tells_too_much(part, whole) then 'withheld'
            else 'observed'
        end as status
    from counts
)
select school_id, 'po_reference_level_pct' as indicator_id, vintage_period('duo_referentieniveaus') as period, group_code,
    case when status = 'observed' then 100.0 * part / whole end as value,
    null::double as lower, null::double as upper,
    case when status = 'observed' then cast(whole as bigint) end as n, status, null as quality_flag
from judged
semi join core.school_known using (school_id)
order by 1, 4;
