-- one row per indicator without any figure in this build: why, since when where its source failed, and whether maps and comparisons would show it
-- resource: open
-- area: none
-- params: none
select
    gap.indicator_id, indicator.name_nl, indicator.name_en, gap.source_id, gap.kind, indicator.is_on_map, indicator.is_comparable,
    coalesce(hole.title_nl, source.title_nl) as source_nl, coalesce(hole.title_en, source.title_en) as source_en,
    hole.since, split_part(hole.why, ':', 1) as fault, source.note_nl, source.note_en
from mart.indicator_gap as gap
join mart.indicator as indicator using (indicator_id)
left join mart.source_hole as hole on hole.source_id = gap.source_id
left join mart.source as source on source.source_id = gap.source_id
order by gap.kind, indicator.sort_order
