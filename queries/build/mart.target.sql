-- one row per target of the SKB, with its standing where the reports give one, typed from the reports (data/reference/README.md)
create table mart.target as
select
    clean(target_id) as target_id,
    clean(line) as line,
    clean(name_nl) as name_nl,
    clean(name_en) as name_en,
    clean(kind) as kind,
    clean(unit) as unit,
    clean(baseline) as baseline,
    read_count(baseline_year) as baseline_year,
    clean(standing_2024) as standing_2024,
    clean(standing_nl) as standing_nl,
    clean(standing_en) as standing_en,
    clean(goal) as goal,
    read_count(goal_year) as goal_year,
    clean(note) as note,
    clean(source) as source
from raw.reference_skb_targets
order by 1, 2, 3;
