-- one row per sector: schools with a figure, the need of all of them, and from what need per pupil a school counts as high
-- resource: open
-- area: none
-- params: none
select
    sector, count(need) as scored_count, cast(sum(need) as double) as need,
    cast(sum(need) / nullif(sum(need_pupils_count), 0) as double) as need_per_pupil,
    cast(min(need_per_pupil) filter (where is_high) as double) as high_from,
    count(*) filter (where need is not null and not is_listed) as unlisted_count
from mart.school_need
group by sector
order by sector
