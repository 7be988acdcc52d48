-- one row per sector: how many of the 100 schools with the most need in total are also in the 100 with the most per pupil
-- resource: open
-- area: none
-- params: none
with
placed as (
    select
        sector, school_id,
        row_number() over (partition by sector order by need desc, school_id) as place_in_total,
        row_number() over (partition by sector order by need_per_pupil desc, school_id) as place_per_pupil
    from mart.school_need
    where need is not null and need_per_pupil is not null
)
select
    sector, count(*) as schools_count,
    count(*) filter (where place_in_total <= 100 and place_per_pupil <= 100) as both_count
from placed
group by sector
order by sector
