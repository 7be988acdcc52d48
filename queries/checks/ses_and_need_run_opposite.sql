-- where people are better off need is lower: SES-WOA and PO need correlate below -0.2 over 30 or more districts
-- judges: core.district_ses where score is not null
-- needs: cbs_ses_woa
select round(corr(s.value, n.value), 3) as correlation, count(*) as districts
from mart.area_value as s
join mart.area_value as n using (area_code, level, group_code)
where s.indicator_id = 'ses_woa' and s.period = (select max(period) from mart.area_value where indicator_id = 'ses_woa') and n.indicator_id = 'po_need_per_pupil' and level = 'district'
    and s.value is not null and n.value is not null
having count(*) >= 30 and coalesce(corr(s.value, n.value), 0) >= -0.2;
