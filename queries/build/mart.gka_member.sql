-- one row per entry of the GKA list of October 2022, typed from the reports (data/reference/README.md)
create table mart.gka_member as
select
    clean(entry) as entry,
    clean(name) as name,
    clean(kind) as kind,
    read_count(joined_year) as joined_year,
    -- where the list's link of the entry leads: its agenda
    'https://www.gelijke-kansen.nl/gemeenten/' || clean(entry) as agenda_url,
    clean(source) as source
from raw.reference_gka_members
order by 1, 2, 3;
