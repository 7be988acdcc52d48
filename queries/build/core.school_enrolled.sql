-- one row per school location and kind of primary or special education: pupils on 1 October, and which source says it
create table core.school_enrolled as
with
history as (
    unpivot (select clean(school_id) as school_id, upper(clean(kind)) as kind, columns('pupils_[0-9]+') from raw.duo_leerlingenhistorie)
    on columns('pupils_[0-9]+') into name year_column value pupils
),
newest as (
    select max(year_column[8:]) as year
    from history
    where make_date(cast(year_column[8:] as integer), 10, 1) <= cast(getvariable('as_of_date') as date)
)
select school_id, kind, pupils_count, 'observed' as status, 'duo_afstand' as source_id, vintage_period('duo_afstand') as period
from core.school_kind
union all
-- an edition without the distance file takes the overview's last 1 October before its date; 0 means not open then
select h.school_id, h.kind, cast(open_count(h.pupils) as integer), case when is_hidden(h.pupils) then 'suppressed' else 'observed' end,
    'duo_leerlingenhistorie', n.year
from history as h
join newest as n on h.year_column[8:] = n.year
where trim(h.pupils) <> '0' and not exists (select 1 from core.school_kind)
order by 1, 2;
