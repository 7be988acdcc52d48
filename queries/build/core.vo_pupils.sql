-- one row per secondary school location and type of education: pupils on 1 October, at least, and how many of the cells behind it are hidden
create table core.vo_pupils as
with
sums as (
    select
        clean(brin) || lpad(clean(location_number), 2, '0') as school_id,
        case trim(education_type)
            when 'Brugjaar 1-2' then 'bridge'
            when 'HAVO/VWO lj 3' then 'havo_vwo_3'
            when 'VMBO BL lj 3-4' then 'vmbo_b'
            when 'VMBO KL lj 3-4' then 'vmbo_k'
            when 'VMBO GL lj 3-4' then 'vmbo_g'
            when 'VMBO TL lj 3-4' then 'vmbo_t'
            when 'HAVO lj 4-5' then 'havo'
            when 'VWO lj 4-6' then 'vwo'
            when 'Praktijkonderwijs alle vj' then 'pro'
            when 'VMBO uitbest. aan VAVO' then 'vavo'
            when 'HAVO uitbest. aan VAVO' then 'vavo'
            when 'VWO uitbest. aan VAVO' then 'vavo'
            when 'Int. Baccelaureaat' then 'international'
            when 'Engelse Stroom' then 'international'
            when 'European Secondary School' then 'international'
        end as type_code,
        [year_1_men, year_1_women, year_2_men, year_2_women, year_3_men, year_3_women, year_4_men, year_4_women, year_5_men, year_5_women, year_6_men, year_6_women] as cells
    from raw.duo_leerlingen_vo
)
select school_id, type_code,
    -- at least: a hidden cell is 1 to 4
    sum(list_sum(list_transform(cells, lambda c: case when is_hidden(c) then 1 else open_count(c) end))) as pupils_count,
    cast(sum(len(list_filter(cells, lambda c: is_hidden(c)))) as bigint) as hidden_cells
from sums
group by school_id, type_code
order by 1, 2;
