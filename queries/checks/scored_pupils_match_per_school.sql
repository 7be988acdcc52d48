-- at least 95 % of the schools have, within 5 pupils or 5 %, as many scored pupils as enrolled ones of the same date
-- judges: core.school_kind
-- needs: duo_afstand
with
dates as (
    select abs(date_diff('day', w.reference_date, d.reference_date)) as days_apart
    from mart.source as w, mart.source as d
    where w.source_id = 'cbs_achterstandsscores' and d.source_id = 'duo_afstand'
)
select count(*) as schools,
    count(*) filter (where abs(n.funded_pupils_count - k.pupils_count) > greatest(5, 0.05 * k.pupils_count)) as unlike
from core.school_need as n
join core.school_kind as k on k.school_id = n.school_id and k.kind = 'BO'
where (select days_apart from dates) = 0
having unlike > 0.05 * count(*);
