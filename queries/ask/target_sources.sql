-- one row per source vintage behind the target score of a sector
-- resource: open
-- area: none
-- params: sector text = "PO"
select distinct
    source.source_id, source.vintage, source.title_nl, source.title_en, source.publisher, source.licence, source.url,
    source.sha256, source.reference_date
from mart.indicator as indicator
join mart.source as source using (source_id)
where ($sector = 'PO' and indicator.indicator_id in ('po_need_load', 'ses_woa', 'pupils_history'))
    or ($sector = 'VO' and indicator.indicator_id in ('vo_need_load', 'vo_vmbo_bk_pro_pct', 'vo_po_need_5km', 'ses_woa'))
order by source.publisher, source.source_id, source.vintage
