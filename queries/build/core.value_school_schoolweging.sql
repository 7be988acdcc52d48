-- one row per primary school location, year and schoolweging indicator, in points; missing where its publisher has none
create table core.value_school_schoolweging as
with
-- one source per school and year: CBS's workbook stands on DUO's key, the Inspectorate's file has to be matched
cbs as (
    select school_id, period, weight, spread, pupils_count, is_unreliable
    from core.schoolweging
    semi join core.school_known using (school_id)
),
inspectorate as (
    select c.school_id, vintage_period('inspectie_schoolweging') as period, read_number(w.weight) as weight, read_number(w.spread) as spread,
        read_count(w.pupils_count) as pupils_count, false as is_unreliable
    from raw.inspectie_schoolweging as w
    join core.schoolweging_crosswalk as c on c.ovt = clean(w.ovt)
    where c.school_id is not null
    union all
    -- a listed primary school without a row of its own is missing, never zero
    select l.school_id, vintage_period('inspectie_schoolweging'), null, null, null, false
    from core.school_listed as l
    anti join core.schoolweging_crosswalk as c on c.school_id = l.school_id
    where l.sector = 'PO' and exists (select 1 from raw.inspectie_schoolweging)
),
figures as (
    select * from cbs
    union all
    select i.* from inspectorate as i anti join cbs on cbs.school_id = i.school_id and cbs.period = i.period
    union all
    select l.school_id, y.period, null, null, null, false
    from core.school_listed as l
    cross join (select max(period) as period from core.schoolweging) as y
    anti join core.schoolweging as w on w.school_id = l.school_id and w.period = y.period
    where l.sector = 'PO' and y.period is not null
),
long_form as (
    select school_id, period, pupils_count, is_unreliable, unnest([
        {'indicator_id': 'po_schoolweging', 'value': weight},
        {'indicator_id': 'po_schoolweging_spread', 'value': spread}
    ], recursive := true)
    from figures
)
select school_id, indicator_id, period, 'all' as group_code, value,
    null::double as lower, null::double as upper, case when value is not null then pupils_count end as n,
    case when value is null then 'missing' else 'observed' end as status, case when is_unreliable then 'small' end as quality_flag
from long_form
order by 1, 2, 3;
