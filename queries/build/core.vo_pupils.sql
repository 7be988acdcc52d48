-- one row per secondary school location and type of education: pupils on 1 October
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
            else 'international'
        end as type_code,
        read_count(year_1_men) + read_count(year_1_women) + read_count(year_2_men) + read_count(year_2_women)
        + read_count(year_3_men) + read_count(year_3_women) + read_count(year_4_men) + read_count(year_4_women)
        + read_count(year_5_men) + read_count(year_5_women) + read_count(year_6_men) + read_count(year_6_women) as pupils_count
    from raw.duo_leerlingen_vo
)
select school_id, type_code, sum(pupils_count) as pupils_count
from sums
group by school_id, type_code
order by 1, 2;
