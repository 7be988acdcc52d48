-- every activity is of a known partner, programme and school, in a school year that can be read, and told by a linked row
-- judges: mart.activity
-- needs: partners
select a.*
from mart.activity as a
left join mart.partner as p using (partner_id)
left join mart.programme as g on g.programme_id = a.programme_id
left join mart.school as s using (school_id)
left join mart.partner_row as r on r.delivery_id = a.delivery_id and r.line = a.line
where p.partner_id is null or g.programme_id is null or s.school_id is null
    or r.school_id is distinct from a.school_id
    or not regexp_matches(a.school_year, '^\d{4}-\d{4}$');
