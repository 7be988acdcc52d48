-- one row per municipality of the edition's classification year that belongs to the GKA (October 2022)
create table core.gka_member as
select area_code from raw.reference_gka_member_codes
where cast(classification_year as integer) = cast(getvariable('classification_year') as integer)
union
-- a fictional edition names its own fictional members
select unnest(string_split(getvariable('gka_municipalities'), ','))
order by 1;
