-- no primary school has negative need: the score is 0 or more by construction
-- judges: mart.school_value where indicator_id = 'po_need_load'
-- needs: nothing
select v.school_id, s.is_listed, v.indicator_id, v.value
from mart.school_value as v
join mart.school as s using (school_id)
where v.indicator_id in ('po_need_load', 'po_need_per_pupil', 'po_achterstandsscore', 'po_achterstandsscore_per_pupil')
    and v.value < 0
order by all;
