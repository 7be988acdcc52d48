-- one row per listed school location of a sector in these municipalities, with the locations of its institution
-- resource: open
-- area: municipality_code
-- params: municipalities text[] = ["GM9001"], sector text = "PO"
with
institutions as (
    select brin, count(*) as locations_count
    from mart.school
    where is_listed and sector = $sector
    group by brin
)
select
    s.school_id, s.brin, s.name, s.place, s.municipality_code, i.locations_count,
    case when s.pupils_status = 'observed' then s.pupils_count end as pupils_count, coalesce(s.quality_flag, '') as quality_flag
from mart.school as s
join institutions as i using (brin)
where s.is_listed and s.sector = $sector and list_contains($municipalities, s.municipality_code)
order by s.name, s.school_id
