-- one row per classification year x municipality that counts as a member of the GKA (October 2022), with its entry of the list
create table mart.gka_member_code as
select
    clean(area_code) as area_code,
    cast(classification_year as integer) as classification_year,
    clean(entry) as entry,
    clean(note) as note,
    clean(source) as source
from raw.reference_gka_member_codes
order by 2, 1;
