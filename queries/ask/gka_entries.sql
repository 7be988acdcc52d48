-- one row per entry of the GKA list of October 2022, with how many municipalities it is on each classification
-- resource: open
-- area: none
-- params: none
select
    m.entry, m.name, m.kind, m.joined_year, m.agenda_url,
    count(*) filter (where c.classification_year = b.classification_year) as codes_count,
    -- how many in the first and the last year that the list was read on: they differ where municipalities merged
    count(*) filter (where c.classification_year = y.first_year) as first_codes_count,
    count(*) filter (where c.classification_year = y.last_year) as last_codes_count,
    min(y.first_year) as first_year, min(y.last_year) as last_year,
    count(distinct c.classification_year) as years_count
from mart.gka_member as m
cross join mart.build as b
cross join (
    select min(classification_year) as first_year, max(classification_year) as last_year from mart.gka_member_code
) as y
left join mart.gka_member_code as c using (entry)
group by m.entry, m.name, m.kind, m.joined_year, m.agenda_url
order by m.name, m.entry
