-- one row per sector (PO, VO): its schools, pupils and need in these areas, without any partner
-- resource: open
-- area: none
-- params: areas text[] = ["NL00"]
with
inside as (
    select distinct school_id
    from mart.school_area
    where list_contains($areas, area_code)
),
sums as (
    select
        sector,
        count(*) filter (where is_listed) as schools_count,
        sum(pupils_count) as pupils_count,
        bool_or(pupils_status in ('suppressed', 'withheld')) as hides_pupils,
        sum(need) as need,
        sum(need_pupils_count) as need_pupils_count,
        bool_or(need_status in ('suppressed', 'withheld')) as hides_need
    from mart.school_need
    where school_id in (select school_id from inside)
    group by sector
)
-- a part that is hidden hides the sum
select
    known.sector, coalesce(schools_count, 0) as schools_count,
    case when not hides_pupils then cast(pupils_count as bigint) end as pupils_count,
    case when hides_pupils then 'suppressed' when pupils_count is null then 'missing' else 'observed' end as pupils_status,
    case when not hides_need then cast(need as double) end as need,
    case when not hides_need then cast(need / nullif(need_pupils_count, 0) as double) end as need_per_pupil,
    case when hides_need then 'suppressed' when need is null then 'missing' else 'observed' end as need_status
from (values ('PO'), ('VO')) as known (sector)
left join sums using (sector)
order by known.sector
