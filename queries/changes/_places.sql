-- what both builds know, by their names and places: areas, schools and institutions, each as it is now, else as it was
create temp table area_place as
select area_code, level, name, municipality_code, province_code,
    area_code in (select area_code from was.mart.area) and area_code in (select area_code from now.mart.area) as is_in_both
from (
    from now.mart.area
    union all by name
    select w.* from was.mart.area as w anti join now.mart.area as n using (area_code)
);

create temp table school_place as
select school_id, brin, sector, name, district_code, municipality_code, province_code,
    school_id in (select school_id from was.mart.school) and school_id in (select school_id from now.mart.school) as is_in_both
from (
    from now.mart.school
    union all by name
    select w.* from was.mart.school as w anti join now.mart.school as n using (school_id)
);

-- an institution stands where its first location does
create temp table about_place as
select 'area' as grain, area_code as about, name, level, area_code, municipality_code, province_code, is_in_both from area_place
union all
select 'school', school_id, name, 'school', district_code, municipality_code, province_code, is_in_both from school_place
union all
select 'institution', brin, arg_min(name, school_id), 'institution', arg_min(district_code, school_id),
    arg_min(municipality_code, school_id), arg_min(province_code, school_id), bool_or(is_in_both)
from school_place
group by brin;

create temp table indicator_word as
select indicator_id, name_nl, name_en, unit_nl_many as unit_nl, unit_en_many as unit_en, decimals
from (
    from now.mart.indicator
    union all by name
    select w.* from was.mart.indicator as w anti join now.mart.indicator as n using (indicator_id)
);
