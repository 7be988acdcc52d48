-- one row per primary school location and need indicator, in points, pupils and tenths of the country
create table core.value_school_need as
with
need as (
    select *, vintage_period('cbs_achterstandsscores') as period, case when is_unreliable then 'small' end as quality_flag
    from core.school_need
),
deciles as (
    select school_id, ntile(10) over (order by load / funded_pupils_count, school_id) as decile
    from core.school_need
    where not is_unreliable
),
long_form as (
    select school_id, 'po_need_load' as indicator_id, period, load as value, funded_pupils_count as n, quality_flag from need
    union all
    select school_id, 'po_need_per_pupil', period, load / funded_pupils_count, funded_pupils_count, quality_flag from need
    union all
    select school_id, 'po_achterstandsscore', period, published_score, funded_pupils_count, quality_flag from need
    union all
    select school_id, 'po_achterstandsscore_per_pupil', period, published_score / funded_pupils_count, funded_pupils_count, quality_flag from need
    union all
    select school_id, 'po_funded_pupils', period, funded_pupils_count, null, null from need
    union all
    select school_id, 'po_need_decile', period, decile, null, null from need join deciles using (school_id)
)
select
    school_id, indicator_id, period, 'all' as group_code, cast(value as double) as value,
    null::double as lower, null::double as upper, cast(n as bigint) as n, 'observed' as status, quality_flag
from long_form
union all
-- a listed primary school without a score is missing, never zero; an unreliable one has no place in the order
select l.school_id, i.indicator_id, vintage_period('cbs_achterstandsscores'), 'all', null, null, null, null, 'missing', null
from core.school_listed as l
cross join (values ('po_need_load'), ('po_need_per_pupil'), ('po_achterstandsscore'), ('po_achterstandsscore_per_pupil'), ('po_funded_pupils'), ('po_need_decile')) as i (indicator_id)
anti join core.school_need as n on n.school_id = l.school_id
where l.sector = 'PO'
union all
select school_id, 'po_need_decile', period, 'all', null, null, null, null, 'not_applicable', quality_flag
from need
where is_unreliable
order by 1, 2;
