-- one row per cell or record that was refused, repaired or could not be matched
create table mart.etl_issue as
with
found as (
    select source_id, line, key, field, value, expected, rule from raw.contract_issue
    union all
    -- several points: which one was taken
    select 'duo_schoolpunten', line, school_id, 'point',
        points_count || ' points, ' || cast(apart_m as integer) || ' m', coalesce(postcode, '') || ' ' || coalesce(house, ''), 'point_chosen'
    from core.school_point_chosen where points_count > 1
    union all
    select 'duo_schoolpunten', line, school_id, 'postcode', postcode, school_postcode, 'point_moved'
    from core.school_point_chosen where not same_postcode and school_postcode is not null
    union all
    select 'duo_schoolpunten', null, l.school_id, 'point', l.location_precision, 'address', 'location_by_postcode'
    from core.school_location as l
    join core.school_known as s using (school_id)
    where l.location_precision in ('postcode4', 'none') and s.is_listed
    union all
    select 'duo_schoolpunten', null, l.school_id, 'municipality_code', coalesce(a.point_municipality_code, 'outside'),
        t.municipality_code, 'point_in_other_municipality_' || l.location_precision
    from core.school_location as l
    join core.school_area as a using (school_id)
    join core.school_municipality as t using (school_id)
    where a.point_municipality_code is distinct from t.municipality_code and l.lon is not null and t.municipality_code is not null
    union all
    select 'cbs_achterstandsscores', n.line, n.school_id, 'school_id', n.school_id, 'a location in the list', 'scored_school_unlisted'
    from core.school_need as n
    anti join core.school_listed as l on l.school_id = n.school_id
    union all
    select l.source_id, l.line, l.school_id, 'school_id', l.school_id, 'a score', 'listed_school_unscored'
    from core.school_listed as l
    anti join core.school_need as n on n.school_id = l.school_id
    where l.sector = 'PO'
    union all
    select coalesce(l.source_id, 'duo_leerlingenhistorie'), l.line, s.school_id, 'municipality_number', s.duo_municipality_code,
        'a municipality of the classification year', 'municipality_unknown'
    from core.school_known as s
    left join core.school_listed as l using (school_id)
    join core.school_municipality as t on t.school_id = s.school_id and t.municipality_code is null
    where s.duo_municipality_code is not null
    union all
    select coalesce(l.source_id, 'duo_leerlingenhistorie'), l.line, t.school_id, 'municipality_number', t.duo_municipality_code, t.municipality_code, 'municipality_bridged'
    from core.school_municipality as t
    left join core.school_listed as l using (school_id)
    where t.via in ('former', 'later')
    union all
    -- 'S·dwest-FryslÔn': latin-1 read as cp850 and written as cp1252; our names come from CBS, by number
    select 'duo_eindtoets', line, clean(municipality_number), 'municipality_duo_name', clean(municipality_duo_name), m.name, 'name_mangled'
    from raw.duo_eindtoets as e
    join core.municipality as m on m.municipality_code = 'GM' || lpad(clean(e.municipality_number), 4, '0')
    where regexp_matches(municipality_duo_name, '[·ÔÚÙÛÞ]')
    union all
    select 'duo_afstand', line, clean(municipality_number), 'municipality_duo_name', clean(municipality_duo_name), m.name, 'name_mangled'
    from raw.duo_afstand as e
    join core.municipality as m on m.municipality_code = 'GM' || lpad(clean(e.municipality_number), 4, '0')
    where regexp_matches(municipality_duo_name, '[·ÔÚÙÛÞ]')
    union all
    select 'indicator_import', v.line, coalesce(v.area_code, v.school_id, v.brin), 'code', v.delivery, 'an area, school or institution of this edition', 'import_unmatched'
    from core.imported_value as v
    where not (
        v.area_code in (select area_code from mart.area)
        or v.school_id in (select school_id from core.school_known)
        or v.brin in (select brin from core.school_known)
    ) is true
    union all
    select 'inspectie_schoolweging', line, ovt, 'ovt', name, 'a location of the same institution', 'schoolweging_unmatched'
    from core.schoolweging_crosswalk where school_id is null
    union all
    select 'cbs_schoolweging', w.line, w.school_id, 'school_id', w.period, 'a known location', 'school_unknown'
    from core.schoolweging as w
    anti join core.school_known as s on s.school_id = w.school_id
    union all
    -- only the latest year: what older years lack is told when they are shown
    select 'duo_leerlingen_pc4', line, clean(brin) || lpad(clean(location_number), 2, '0'), 'home_postcode4',
        case when clean(pupils_count) in ('-1', '<5') then '1-4' else clean(pupils_count) end, 'a postcode', 'home_postcode_unknown'
    from raw.duo_leerlingen_pc4
    where clean(home_postcode4) = '0000' and clean(kind) = 'BO' and clean(year) = (select max(clean(year)) from raw.duo_leerlingen_pc4)
    union all
    select u.source_id, u.line, u.school_id, 'school_id', u.school_id, 'a known location', 'school_unknown'
    from (
        select 'duo_leerlingen_pc4' as source_id, min(line) as line, clean(brin) || lpad(clean(location_number), 2, '0') as school_id
        from raw.duo_leerlingen_pc4 group by 3
        union all
        select 'duo_referentieniveaus', line, clean(brin) || lpad(clean(location_number), 2, '0') from raw.duo_referentieniveaus
        union all
        select 'cbs_achterstandsscores_vo', line, clean(school_id) from raw.cbs_achterstandsscores_vo_drempel
        union all
        select 'cbs_achterstandsscores_pro', line, clean(school_id) from raw.cbs_achterstandsscores_pro
    ) as u
    anti join core.school_known as s on s.school_id = u.school_id
    union all
    select 'rio_locatiegebruik', u.line, clean(u.school_id), 'place_code', clean(u.place_code), 'a place with coordinates', 'rio_place_without_point'
    from raw.rio_locatiegebruik as u
    left join raw.rio_onderwijslocaties as p on clean(p.place_code) = clean(u.place_code)
    semi join core.school_known as s on s.school_id = clean(u.school_id)
    where clean(u.end_date) is null and (clean(p.lat) is null or clean(p.lon) is null)
    union all
    select 'cbs_kerncijfers_wijken', null, p.area_code, 'area_code', p.area_code, 'a district on the map', 'district_not_on_map'
    from core.district_people as p
    anti join core.district as d on d.area_code = p.area_code
)
select
    f.source_id, u.vintage, f.line, f.key, f.field, f.value, f.expected, f.rule, r.severity,
    replace(replace(replace(r.message_nl, '{key}', coalesce(f.key, '')), '{value}', coalesce(f.value, '')), '{expected}', coalesce(f.expected, '')) as message_nl,
    replace(replace(replace(r.message_en, '{key}', coalesce(f.key, '')), '{value}', coalesce(f.value, '')), '{expected}', coalesce(f.expected, '')) as message_en
from found as f
left join raw.source_used as u using (source_id)
left join raw.reference_rule as r using (rule)
order by f.source_id, f.rule, f.key, f.line, f.field;
