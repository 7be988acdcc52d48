-- one row per target of the SKB: its goal, what SKB told of it, and whether and how it stands in a school year
-- resource: partner
-- area: none
-- params: school_year text = "2024-2025"
select
    t.target_id, t.line, t.name_nl, t.name_en, t.kind, t.unit, t.goal, t.goal_year, t.standing_2024, t.standing_nl,
    t.standing_en,
    -- by SKB's own count, where it gives a number
    try_cast(t.standing_2024 as double) >= try_cast(t.goal as double) as is_told_met,
    y.state, y.from_year, y.reason_nl, y.reason_en, y.steps, y.value, y.expected, y.verdict,
    y.told_count, y.asked_count, y.is_complete
from mart.target_year as y
join mart.target as t using (target_id)
where y.school_year = $school_year
order by y.state <> 'counted', y.state <> 'counted_beside', y.state <> 'awaits_marks', t.goal_year nulls last, t.target_id
