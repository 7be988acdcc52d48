-- one row per school location and source that names it, with the dates it was seen at work; what the location lists lack comes from here
create table core.school_seen as
with
history as (
    unpivot (select clean(school_id) as school_id, columns('pupils_[0-9]+') from raw.duo_leerlingenhistorie)
    on columns('pupils_[0-9]+') into name year_column value pupils
),
years_open as (
    select school_id, min(year_column[8:]) as first_year, max(year_column[8:]) as last_year
    from history
    where trim(pupils) <> '0'
    group by school_id
),
seen as (
    select school_id, kind, name, board_id, postcode, place, municipality_code, denomination, pupils_count,
        'duo_afstand' as source_id, vintage_date('duo_afstand') as first_date, vintage_date('duo_afstand') as last_date
    from core.school_kind
    union all by name
    select school_id, 'BO' as kind, 'cbs_achterstandsscores' as source_id,
        vintage_date('cbs_achterstandsscores') as first_date, vintage_date('cbs_achterstandsscores') as last_date
    from core.school_need
    union all by name
    select distinct clean(brin) || lpad(clean(location_number), 2, '0') as school_id, 'VO' as kind, clean(name) as name, clean(place) as place,
        'duo_leerlingen_vo' as source_id, vintage_date('duo_leerlingen_vo') as first_date, vintage_date('duo_leerlingen_vo') as last_date
    from raw.duo_leerlingen_vo
    union all by name
    select clean(brin) || lpad(clean(location_number), 2, '0') as school_id, 'VO' as kind, clean(name) as name, clean(place) as place,
        'GM' || lpad(clean(municipality_number), 4, '0') as municipality_code,
        'duo_doorstroom_vo' as source_id, vintage_date('duo_doorstroom_vo') as first_date, vintage_date('duo_doorstroom_vo') as last_date
    from raw.duo_doorstroom_vo
    union all by name
    select distinct clean(school_id) as school_id, 'VO' as kind, clean(name) as name,
        'duo_examencijfers' as source_id, vintage_date('duo_examencijfers') as first_date, vintage_date('duo_examencijfers') as last_date
    from raw.duo_examencijfers
    union all by name
    select distinct clean(school_id) as school_id, 'VO' as kind, clean(name) as name,
        'duo_examens' as source_id, vintage_date('duo_examens') as first_date, vintage_date('duo_examens') as last_date
    from raw.duo_examens
    union all by name
    select clean(brin) || lpad(clean(location_number), 2, '0') as school_id, upper(clean(kind)) as kind, clean(name) as name, clean(place) as place,
        'GM' || lpad(clean(municipality_number), 4, '0') as municipality_code,
        'duo_eindtoets' as source_id, vintage_date('duo_eindtoets') as first_date, vintage_date('duo_eindtoets') as last_date
    from raw.duo_eindtoets
    union all by name
    select clean(brin) || lpad(clean(location_number), 2, '0') as school_id, upper(clean(kind)) as kind, clean(name) as name, clean(place) as place,
        'GM' || lpad(clean(municipality_number), 4, '0') as municipality_code,
        'duo_schooladviezen' as source_id, vintage_date('duo_schooladviezen') as first_date, vintage_date('duo_schooladviezen') as last_date
    from raw.duo_schooladviezen
    union all by name
    select distinct clean(brin) || lpad(clean(location_number), 2, '0') as school_id, 'BO' as kind, clean(name) as name, clean(place) as place,
        'GM' || lpad(clean(municipality_number), 4, '0') as municipality_code,
        'duo_gewichtenleerlingen' as source_id, vintage_date('duo_gewichtenleerlingen') as first_date, vintage_date('duo_gewichtenleerlingen') as last_date
    from raw.duo_gewichtenleerlingen
    union all by name
    select clean(h.school_id) as school_id, upper(clean(h.kind)) as kind, clean(h.name) as name,
        'GM' || lpad(clean(h.municipality_number), 4, '0') as municipality_code, 'duo_leerlingenhistorie' as source_id,
        make_date(cast(y.first_year as integer), 10, 1) as first_date, make_date(cast(y.last_year as integer), 10, 1) as last_date,
        e.pupils_count
    from raw.duo_leerlingenhistorie as h
    left join core.school_enrolled as e
        on e.school_id = clean(h.school_id) and e.kind = upper(clean(h.kind)) and e.source_id = 'duo_leerlingenhistorie'
    join years_open as y on y.school_id = clean(h.school_id)
)
select
    school_id, kind, source_id, name, board_id, postcode, place, municipality_code, denomination, pupils_count,
    cast(first_date as date) as first_date, cast(last_date as date) as last_date
from seen
order by school_id, source_id, kind;
