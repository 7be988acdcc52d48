-- one row: this build
create table mart.build as
select
    getvariable('build_id') as build_id,
    getvariable('edition') as edition,
    cast(getvariable('as_of_date') as date) as as_of_date,
    cast(getvariable('classification_year') as integer) as classification_year,
    cast(getvariable('is_fictional') as boolean) as is_fictional,
    getvariable('title_nl') as title_nl,
    getvariable('title_en') as title_en,
    cast(getvariable('built_at') as timestamp) as built_at,
    getvariable('code_sha256') as code_sha256,
    getvariable('mart_shape') as mart_shape;
