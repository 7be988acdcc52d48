-- one row per primary school location and schoolweging indicator, in the Inspectorate's points; missing where it publishes none
create table core.value_school_schoolweging as
with
figures as (
    select c.school_id, read_number(w.weight) as weight, read_number(w.spread) as spread, read_count(w.pupils_count) as pupils_count
    from raw.inspectie_schoolweging as w
    join core.schoolweging_crosswalk as c on c.ovt = clean(w.ovt)
    where c.school_id is not null
    union all
    -- a listed primary school without a row of its own is missing, never zero
    select l.school_id, null, null, null
    from core.school_listed as l
    anti join core.schoolweging_crosswalk as c on c.school_id = l.school_id
    where l.sector = 'PO' and exists (select 1 from raw.inspectie_schoolweging)
),
long_form as (
    select school_id, pupils_count, unnest([
        {'indicator_id': 'po_schoolweging', 'value': weight},
        {'indicator_id': 'po_schoolweging_spread', 'value': spread}
    ], recursive := true)
    from figures
)
select school_id, indicator_id, vintage_period('inspectie_schoolweging') as period, 'all' as group_code, value,
    null::double as lower, null::double as upper, case when value is not null then pupils_count end as n,
    case when value is null then 'missing' else 'observed' end as status, null as quality_flag
from long_form
order by 1, 2;
