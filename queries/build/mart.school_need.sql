-- one row per school location of PO and VO: its need in the sector's own unit, and what makes it doubtful
create table mart.school_need as
with
figures as (
    select
        v.school_id, i.is_need_of as sector, v.status, v.quality_flag, v.n,
        -- exact, so that sums do not depend on the order of adding
        case when v.status = 'observed' then cast(v.value as decimal(18, 4)) end as need
    from mart.school_value as v
    join mart.indicator as i using (indicator_id)
    where i.is_need_of is not null and v.group_code = 'all'
    qualify v.period = max(v.period) over (partition by indicator_id)
),
counted as (
    select
        s.school_id, s.sector, s.name, s.place, s.municipality_code, s.map_index, s.lon, s.lat, s.location_precision,
        s.is_listed, f.status is not null as is_scored,
        concat_ws(',', s.quality_flag, case when not contains(coalesce(s.quality_flag, ''), f.quality_flag) then f.quality_flag end)
            as quality_flag,
        -- shares of schools and pupils are over listed schools; need is over every school with a figure
        case when s.is_listed and s.pupils_status = 'observed' then s.pupils_count end as pupils_count,
        case when s.is_listed then coalesce(s.pupils_status, 'missing') else 'not_applicable' end as pupils_status,
        f.need,
        coalesce(f.status, 'missing') as need_status,
        case when f.need is not null then cast(coalesce(f.n, s.pupils_count) as integer) end as need_pupils_count
    from mart.school as s
    left join figures as f on f.school_id = s.school_id and f.sector = s.sector
    where s.sector in ('PO', 'VO')
),
high as (
    select sector, quantile_cont(need / need_pupils_count, 2 / 3) as per_pupil
    from counted
    where quality_flag = '' and need_pupils_count > 0
    group by sector
)
select
    c.*,
    case when c.need_pupils_count > 0 then c.need / c.need_pupils_count end as need_per_pupil,
    -- in the country's upper third of need per pupil, and nothing that makes it doubtful
    coalesce(c.need / nullif(c.need_pupils_count, 0) >= h.per_pupil, false)
        and c.is_listed and c.quality_flag = '' as is_high
from counted as c
left join high as h using (sector)
order by c.sector, c.school_id;
