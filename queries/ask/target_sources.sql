-- one row per indicator behind the target score: the source it comes from
-- resource: open
select indicator_id, source_id
from mart.indicator
where indicator_id in ('po_need_load', 'vo_need_load', 'vo_vmbo_bk_pro_pct', 'vo_po_need_5km', 'ses_woa', 'pupils_history')
order by indicator_id
