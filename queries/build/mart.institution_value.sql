-- one row per institution (BRIN of 4 characters), indicator, period and group; filled by sources on that grain
create table mart.institution_value (
    brin varchar, indicator_id varchar, period varchar, group_code varchar, value double, lower double,
    upper double, n bigint, status varchar, quality_flag varchar
);
