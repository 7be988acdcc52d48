-- Readers of raw text: '' and blanks become null. The contract has already refused cells of another shape.
create or replace macro clean(cell) as nullif(trim(cell), '');
create or replace macro read_count(cell) as cast(clean(cell) as bigint);
create or replace macro read_number(cell) as cast(replace(clean(cell), ',', '.') as double);
-- '7822 HG' and '7822hg' -> '7822HG'
create or replace macro read_postcode(cell) as nullif(upper(replace(cell, ' ', '')), '');
-- '12 a-bis' -> '12ABIS': only what tells two house numbers apart
create or replace macro read_house(cell) as nullif(regexp_replace(upper(cell), '[^0-9A-Z]', '', 'g'), '');
create or replace macro vintage_year(wanted) as (
    select year(reference_date) from raw.source_used where source_id = wanted
);
