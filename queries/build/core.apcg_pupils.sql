-- one row per primary school location and year (1 October): pupils with a known home, in and outside poverty areas, exact and hidden cells apart
create table core.apcg_pupils as
with
cells as (
    select
        clean(brin) || lpad(clean(location_number), 2, '0') as school_id,
        clean(year) as period,
        l.postcode4 is not null as is_poor,
        -- the CKAN files write -1 where DUO's other files write '<5'
        is_hidden(pupils_count) or trim(pupils_count) = '-1' as is_hidden_cell,
        pupils_count
    from raw.duo_leerlingen_pc4 as p
    left join (select clean(postcode4) as postcode4 from raw.duo_apcg where clean(is_apcg) in ('J', 'TRUE')) as l
        on l.postcode4 = clean(p.home_postcode4)
    where clean(kind) = 'BO' and clean(home_postcode4) <> '0000'
        and exists (select 1 from raw.duo_apcg)
),
counted as (
    select *, case when is_hidden_cell then 0 else read_count(pupils_count) end as pupils from cells
)
select
    school_id, period,
    coalesce(sum(pupils) filter (where is_poor), 0) as poor_exact,
    count(*) filter (where is_poor and is_hidden_cell) as poor_hidden,
    coalesce(sum(pupils) filter (where not is_poor), 0) as other_exact,
    count(*) filter (where not is_poor and is_hidden_cell) as other_hidden
from counted
semi join core.school_known using (school_id)
group by all
order by 1, 2;
