-- one row per fact of the factsheet: all activities of a school year, current or not, in these areas under these choices
-- resource: partner
-- area: none
-- params: areas text[] = ["NL00"]
-- params: school_year text = "", partners text[] = [], themes text[] = [], founding boolean = false
with
activity as (
    select *
    from mart.coverage_activity($school_year, $partners, $themes, $founding, true)
    where school_id in (
        select school_id from mart.school_area where list_contains($areas, area_code)
    )
),
school as (
    select school_id, count(distinct partner_id) as partners_count
    from activity
    group by school_id
),
counted as (
    select
        count(distinct partner_id) as partners,
        count(distinct programme_id) as programmes,
        count(distinct mart.school.municipality_code) as municipalities,
        -- empty where there are activities and none of them told a number
        cast(if(count(*) = 0, 0, sum(participants_lower)) as bigint) as young_people,
        cast(if(count(*) = 0, 0, sum(participants_upper)) as bigint) as most_young_people,
        (select count(*) from school) as schools_1,
        (select count(*) from school where partners_count >= 2) as schools_2,
        (select count(*) from school where partners_count >= 3) as schools_3
    from activity
    left join mart.school using (school_id)
),
long as (
    select *
    from counted
    unpivot include nulls (
        value for fact_id in (partners, programmes, municipalities, schools_1, schools_2, schools_3, young_people)
    )
)
select
    fact_id, kind.name_nl, kind.name_en, long.value,
    -- the most it can be, where fewer than 5 in a programme at a school are told as 1 to 4
    case when fact_id = 'young_people' then long.most_young_people else long.value end as upper
from long
join mart.fact_kind as kind using (fact_id)
order by kind.sort_order
