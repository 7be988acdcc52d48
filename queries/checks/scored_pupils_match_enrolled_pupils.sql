-- the pupils that CBS's scores stand on equal those in DUO's distance file of the same date within 1 %, over the schools in both
-- judges: core.school_kind
-- needs: duo_afstand
with
dates as (
    select abs(date_diff('day', w.reference_date, d.reference_date)) as days_apart
    from mart.source as w, mart.source as d
    where w.source_id = 'cbs_achterstandsscores' and d.source_id = 'duo_afstand'
),
pupils as (
    select count(*) as schools, sum(n.funded_pupils_count) as scored_pupils, sum(k.pupils_count) as enrolled_pupils
    from core.school_need as n
    join core.school_kind as k on k.school_id = n.school_id and k.kind = 'BO'
)
select schools, scored_pupils, enrolled_pupils
from pupils, dates
where days_apart = 0 and (schools = 0 or abs(scored_pupils - enrolled_pupils) > 0.01 * enrolled_pupils);
