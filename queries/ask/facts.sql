-- one row per fact of a school year, with the year before and the target it is held against
-- resource: partner
-- area: none
-- params: school_year text = "2024-2025", year_before text = "2023-2024"
select
    f.fact_id, r.name_nl, r.name_en, r.sort_order, f.value, b.value as value_before,
    r.told_2024, r.note_nl, r.note_en,
    t.target_id, t.name_nl as target_nl, t.name_en as target_en, t.goal, t.goal_year, t.expected, t.verdict
from mart.fact as f
join mart.fact_kind as r using (fact_id)
left join mart.fact as b on b.fact_id = f.fact_id and b.school_year = $year_before
left join mart.fact_target as t on t.fact_id = f.fact_id and t.school_year = f.school_year
where f.school_year = $school_year
order by r.sort_order
