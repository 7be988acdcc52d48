-- one row per area, school or institution, imported indicator, period and group, judged by our small-number rule
create table core.imported_value as
with
typed as (
    select
        clean(r.area_code) as area_code, clean(r.school_id) as school_id, clean(r.brin) as brin,
        clean(r.indicator_id) as indicator_id, clean(r.period) as period, clean(r.group_code) as group_code,
        read_number(r.value) as value, read_count(r.n) as n, read_number(r.lower) as lower, read_number(r.upper) as upper,
        i.visibility, i.unit, i.small_numbers, r.delivery, r.line
    from raw.indicator_import as r
    join raw.imported_indicator as i on i.indicator_id = clean(r.indicator_id)
),
judged as (
    select *,
        case
            when value is null then 'missing'
            when small_numbers = 'withhold' and unit = 'pct' and n is not null and tells_too_much(n * value / 100, n) then 'withheld'
            else 'observed'
        end as status
    from typed
)
select
    area_code, school_id, brin, indicator_id, period, group_code,
    case when status = 'observed' then value end as value,
    case when status = 'observed' then lower end as lower,
    case when status = 'observed' then upper end as upper,
    case when status = 'observed' then n end as n,
    status, visibility, delivery, line
from judged
order by all;
