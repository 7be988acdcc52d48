-- one row per source of the edition that could not be had: since when, why, and the indicators that are missing by it
-- resource: open
-- area: none
-- params: none
select
    hole.source_id, hole.vintage, hole.title_nl, hole.title_en, hole.publisher, hole.url, hole.since,
    split_part(hole.why, ':', 1) as fault, hole.why,
    string_agg(indicator.name_nl, ', ' order by indicator.sort_order) as indicators_nl,
    string_agg(indicator.name_en, ', ' order by indicator.sort_order) as indicators_en
from mart.source_hole as hole
left join mart.indicator_gap as gap on gap.source_id = hole.source_id
left join mart.indicator as indicator on indicator.indicator_id = gap.indicator_id
where hole.kind = 'failed'
group by all
order by hole.source_id
