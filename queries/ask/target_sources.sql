-- one row per source vintage behind these indicators: what a target score stands on
-- resource: open
-- area: none
-- params: indicators text[] = ["po_need_load", "ses_woa"]
select distinct
    source.source_id, source.vintage, source.title_nl, source.title_en, source.publisher, source.licence, source.url,
    source.sha256, source.reference_date
from mart.indicator as indicator
join mart.source as source using (source_id)
where list_contains($indicators, indicator.indicator_id)
order by source.publisher, source.source_id, source.vintage
