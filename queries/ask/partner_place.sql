-- one row per programme x school of one partner: its newest school year, and until when it counts
-- resource: partner
-- area: none
-- params: partner text = "beroepenreis-merwindia"
select
    a.programme_id, coalesce(g.name, '') as programme, a.school_id, s.name as school, s.sector,
    trim(concat_ws(' ', s.street, s.house_number)) as address, s.place, s.municipality_code, s.municipality_name,
    s.is_listed, s.lon, s.lat,
    max(a.school_year) as school_year,
    max_by(a.confirmed_on, a.school_year) as confirmed_on,
    max_by(a.current_until, a.school_year) as current_until,
    arg_max_null(a.stopped_on, a.school_year) as stopped_on
from mart.activity as a
join mart.school as s using (school_id)
left join mart.programme as g using (programme_id)
where a.partner_id = $partner
group by all
order by programme, s.name, a.programme_id, a.school_id
