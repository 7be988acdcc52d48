-- one row per primary school location and pupil weight of the scheme that ended in 2019, in pupils and percent
create table core.value_school_weights as
with
pupils as (
    select
        clean(brin) || lpad(clean(location_number), 2, '0') as school_id,
        sum(read_count(pupils_count)) as whole,
        coalesce(sum(read_count(pupils_count)) filter (where trim(weight) = '0.30'), 0) as weight_030,
        coalesce(sum(read_count(pupils_count)) filter (where trim(weight) = '1.20'), 0) as weight_120
    from raw.duo_gewichtenleerlingen
    group by 1
),
long_form as (
    select school_id, unnest([
        {'indicator_id': 'po_weight_pupils', 'group_code': 'weight_030', 'value': cast(weight_030 as double), 'part': null, 'n': null},
        {'indicator_id': 'po_weight_pupils', 'group_code': 'weight_120', 'value': cast(weight_120 as double), 'part': null, 'n': null},
        {'indicator_id': 'po_weight_pupils', 'group_code': 'all', 'value': cast(weight_030 + weight_120 as double), 'part': null, 'n': null},
        {'indicator_id': 'po_weight_base', 'group_code': 'all', 'value': cast(whole as double), 'part': null, 'n': null},
        {'indicator_id': 'po_weight_pupils_pct', 'group_code': 'all', 'value': 100.0 * (weight_030 + weight_120) / whole, 'part': weight_030 + weight_120, 'n': whole}
    ], recursive := true)
    from pupils
    where whole > 0
),
judged as (
    select *, case when tells_too_much(part, n) then 'withheld' else 'observed' end as status
    from long_form
)
select school_id, indicator_id, vintage_period('duo_gewichtenleerlingen') as period, group_code,
    case when status = 'observed' then value end as value, null::double as lower, null::double as upper,
    case when status = 'observed' then cast(n as bigint) end as n, status, null as quality_flag
from judged
order by 1, 2, 4;
