-- one row per secondary school location and CBS score, in points; practical education has a formula of its own and is never added
create table core.value_school_need_vo_score as
with
scores as (
    select clean(d.school_id) as school_id, read_count(d.pupils_count) as n, vintage_period('cbs_achterstandsscores_vo') as period, unnest([
        {'indicator_id': 'vo_achterstandsscore', 'value': read_number(d.score)},
        {'indicator_id': 'vo_achterstandsscore_without_threshold', 'value': read_number(z.score)}
    ], recursive := true)
    from raw.cbs_achterstandsscores_vo_drempel as d
    join raw.cbs_achterstandsscores_vo_zonder_drempel as z on clean(z.school_id) = clean(d.school_id)
    union all
    select clean(school_id), read_count(pupils_count), vintage_period('cbs_achterstandsscores_pro'), 'vo_achterstandsscore_pro', read_number(score)
    from raw.cbs_achterstandsscores_pro
)
select school_id, indicator_id, period, 'all' as group_code, value,
    null::double as lower, null::double as upper, n, 'observed' as status,
    case when n <= 40 then 'small' end as quality_flag
from scores
semi join core.school_known using (school_id)
order by 1, 2;
