-- one row per activity that a delivered data row of a partner tells of: what was told, the school it is linked to, and why
create table mart.partner_row as
select
    delivery_id, partner_id, line, fingerprint,
    clean(brin || location) as told_brin, clean(school) as told_school, clean(street || ' ' || house_number) as told_street,
    clean(postcode) as told_postcode, coalesce(clean(place), clean(municipality)) as told_place,
    clean(programme) as programme, clean(school_year) as school_year, clean(school_year_told) as school_year_text,
    participants_count, clean(participants_told) as participants_text, participants_status,
    school_id, decision, rule, score, margin, reason_nl, reason_en, candidates, link_status, decided_by, decided_at
from core.partner_row
order by delivery_id, line, programme, school_year;
