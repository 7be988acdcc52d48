-- one row per fact of the SKB factsheet x school year, counted over that year's activities, current or not
create table mart.fact as
with
themed as (
    select a.school_year, a.school_id, count(distinct a.partner_id) as partners_count,
        -- two partners with two themes: one programme more of the same kind is no learning line
        count(distinct p.theme_id) as themes_count
    from mart.activity as a
    join mart.programme as p using (programme_id)
    group by 1, 2
),
schools as (
    select school_year, fact_id, count(*) as value
    from (
        select school_year, unnest([
            case when partners_count >= 1 then 'schools_1' end, case when partners_count >= 2 then 'schools_2' end,
            case when partners_count >= 3 then 'schools_3' end,
            case when partners_count >= 2 and themes_count >= 2 then 'learning_line_schools' end
        ]) as fact_id
        from themed
    )
    where fact_id is not null
    group by 1, 2
),
counted as (
    select
        a.school_year,
        count(distinct a.partner_id) as partners,
        count(distinct a.programme_id) as programmes,
        count(distinct s.municipality_code) as municipalities,
        -- fewer than 5 in a programme at a school count as 1 here and as 4 in upper
        cast(sum(case when a.participants_count between 1 and 4 then 1 else a.participants_count end) as bigint) as young_people,
        cast(sum(case when a.participants_count between 1 and 4 then 4 else a.participants_count end) as bigint) as most_young_people
    from mart.activity as a
    join mart.school as s using (school_id)
    group by 1
),
long as (
    select school_year, fact_id, value, case when fact_id = 'young_people' then most_young_people else value end as upper
    from counted
    unpivot (value for fact_id in (partners, programmes, municipalities, young_people))
    union all
    select school_year, fact_id, value, value from schools
)
select y.school_year, f.fact_id, coalesce(l.value, 0) as value, coalesce(l.upper, 0) as upper
from (select distinct school_year from mart.activity) as y
cross join mart.fact_kind as f
left join long as l on l.school_year = y.school_year and l.fact_id = f.fact_id
order by 1, 2;
