-- one row per location in the Inspectorate's schoolweging: the DUO location it is matched to, and by which rule (none = unmatched)
create table core.schoolweging_crosswalk as
with
rows_in as (
    select
        clean(ovt) as ovt, split_part(clean(ovt), '|', 1) as brin, clean(name) as name, line,
        read_postcode(postcode) as postcode, regexp_extract(house_number, '[0-9]+') as house
    from raw.inspectie_schoolweging
),
schools as (
    select school_id, brin, name, postcode, regexp_extract(house_number, '[0-9]+') as house
    from core.school_known
    -- locations that were there in that school year
    where sector = 'PO' and (is_listed or last_date >= vintage_date('inspectie_schoolweging') - interval 1 year)
),
pairs as (
    select
        r.ovt, r.line, s.school_id,
        coalesce(r.postcode = s.postcode and r.house = s.house, false) as same_address,
        lower(r.name) = lower(s.name) as same_name,
        count(*) over (partition by r.brin) = 1 as is_only
    from rows_in as r
    join schools as s using (brin)
),
ranked as (
    -- the address says it (with the name where two share it); else the name; else an institution with one location on either side
    select *,
        case when same_address then 'address' when same_name then 'name' else 'only_location' end as match_rule,
        case when same_address and same_name then 1 when same_address then 2 when same_name then 3 else 4 end as strength,
        count(*) over (partition by ovt, same_address, same_name) as rivals
    from pairs
    where same_address or same_name or is_only
),
best as (
    -- an equal claim of two locations is no match; a location gets one row, the strongest
    select ovt, school_id, match_rule, strength, line
    from ranked
    where rivals = 1
    qualify row_number() over (partition by ovt order by strength, school_id) = 1
),
chosen as (
    select * from best qualify row_number() over (partition by school_id order by strength, line) = 1
)
select r.ovt, r.brin, r.name, r.line, c.school_id, c.match_rule
from rows_in as r
left join chosen as c using (ovt)
order by 1;
