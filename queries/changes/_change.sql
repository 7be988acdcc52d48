-- one row per change between two builds; `before` or `after` is null where one of them does not have it
create temp table change (
    kind varchar,
    resource varchar,
    key varchar,
    name_nl varchar,
    name_en varchar,
    part varchar,
    school_id varchar,
    area_code varchar,
    level varchar,
    municipality_code varchar,
    province_code varchar,
    indicator_id varchar,
    period varchar,
    before varchar,
    after varchar,
    value_before double,
    value_after double
);
