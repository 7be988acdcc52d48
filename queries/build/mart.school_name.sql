-- one row per school location x name that a source of the edition gives it beside its name of now, with the dates of these sources
create table mart.school_name as
with
told as (
    select s.school_id, clean(s.name) as name, u.reference_date as told_on
    from core.school_seen as s
    join raw.source_used as u on u.source_id = s.source_id
    union all
    select clean(school_id), clean(name), vintage_date('duo_schoolpunten') from raw.duo_schoolpunten
),
letters as (
    select school_id, name, told_on, lower(regexp_replace(strip_accents(name), '[^\p{L}\p{N}]', '', 'g')) as name_letters
    from told
    where name is not null
)
select
    l.school_id,
    -- one way to write it: the newest, then the one with the fewest capitals
    first(l.name order by l.told_on desc, length(regexp_replace(l.name, '[^A-Z]', '', 'g')), l.name) as name,
    cast(min(l.told_on) as date) as first_told_on,
    cast(max(l.told_on) as date) as last_told_on
from letters as l
join mart.school as s using (school_id)
where l.name_letters <> lower(regexp_replace(strip_accents(s.name), '[^\p{L}\p{N}]', '', 'g')) and l.name_letters <> ''
group by l.school_id, l.name_letters
order by l.school_id, name;
