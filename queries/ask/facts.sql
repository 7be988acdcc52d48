-- one row per fact of a school year, with the year before and what SKB told of 2024
-- resource: partner
-- area: none
-- params: school_year text = "2024-2025", year_before text = "2023-2024"
select
    f.fact_id, r.name_nl, r.name_en, r.sort_order, f.value, f.upper, b.value as value_before,
    r.told_2024, r.note_nl, r.note_en
from mart.fact as f
join mart.fact_kind as r using (fact_id)
left join mart.fact as b on b.fact_id = f.fact_id and b.school_year = $year_before
where f.school_year = $school_year
order by r.sort_order
