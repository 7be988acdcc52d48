-- one row per school location, indicator, period and group
create table mart.school_value as
with
need as (
    select *, cast(vintage_year('cbs_achterstandsscores') as varchar) as period,
        case when is_unreliable then 'small' end as quality_flag
    from core.school_need
),
long_form as (
    select school_id, 'po_need_load' as indicator_id, period, load as value, funded_pupils_count as n, quality_flag from need
    union all
    select school_id, 'po_need_per_pupil', period, load / funded_pupils_count, funded_pupils_count, quality_flag from need
    union all
    select school_id, 'po_achterstandsscore', period, published_score, funded_pupils_count, quality_flag from need
    union all
    select school_id, 'po_funded_pupils', period, funded_pupils_count, null, null from need
)
select
    school_id, indicator_id, period, 'all' as group_code, value,
    cast(null as double) as lower, cast(null as double) as upper, cast(n as bigint) as n,
    'observed' as status, quality_flag
from long_form
union all
-- a listed primary school without a score is missing, never zero
select s.school_id, i.indicator_id, cast(vintage_year('cbs_achterstandsscores') as varchar), 'all',
    null, null, null, null, 'missing', null
from mart.school as s
cross join (values ('po_need_load'), ('po_need_per_pupil'), ('po_achterstandsscore'), ('po_funded_pupils')) as i (indicator_id)
anti join core.school_need as n on n.school_id = s.school_id
where s.sector = 'PO'
order by 1, 2, 3, 4;
