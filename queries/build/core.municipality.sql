-- one row per municipality of the edition's classification year, with the regions it lies in
create table core.municipality as
with
measures as (
    select trim(region) as municipality_code, measure, clean(text_value) as text_value, read_number(number_value) as number_value
    from raw.cbs_gebieden
)
select
    municipality_code,
    -- CBS adds '(gemeente)' and '(PV)' only to tell equal names apart in one list
    regexp_replace(max(text_value) filter (where measure = 'GM000C_1'), ' \(gemeente\)$', '') as name,
    max(text_value) filter (where measure = 'PV0001') as province_code,
    regexp_replace(max(text_value) filter (where measure = 'PV0002'), ' \(PV\)$', '') as province_name,
    max(text_value) filter (where measure = 'CR0001') as corop_code,
    regexp_replace(max(text_value) filter (where measure = 'CR0002'), ' \(CR\)$', '') as corop_name,
    max(text_value) filter (where measure = 'AM0001') as labour_market_region_code,
    max(text_value) filter (where measure = 'AM0002') as labour_market_region_name,
    cast(max(text_value) filter (where measure = 'ST0001') as integer) as urbanity_class,
    cast(max(number_value) filter (where measure = 'T001036_2') as bigint) as population_count
from measures
group by municipality_code
order by municipality_code;
