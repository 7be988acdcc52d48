-- one row per school location asked for by id: what a list of hits says of it
-- resource: open
-- area: none
-- params: ids text[] = ["90AP00"]
with
asked as materialized (
    select * from mart.school where list_contains($ids, school_id)
),
needs as materialized (
    select school_id, need_per_pupil, need_status, quality_flag
    from mart.school_need
    where sector = 'PO' and list_contains($ids, school_id)
)
select
    s.school_id, s.brin, s.sector, s.name, trim(concat_ws(' ', s.street, s.house_number)) as address, s.postcode, s.place,
    s.municipality_code, s.municipality_name, s.district_code, s.is_listed, s.valid_to,
    s.pupils_count, coalesce(s.pupils_status, 'missing') as pupils_status,
    n.need_per_pupil, coalesce(n.need_status, 'missing') as need_status, coalesce(n.quality_flag, '') as quality_flag
from asked as s
left join needs as n using (school_id)
order by s.school_id
