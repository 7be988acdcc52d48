-- one row per school location of these with a current activity: the names of the partners there
-- resource: partner
-- area: none
-- params: ids text[] = ["90AP00"]
select a.school_id, string_agg(distinct p.name, ', ' order by p.name) as partners
from mart.activity as a
join mart.partner as p using (partner_id)
where a.is_current and list_contains($ids, a.school_id)
group by a.school_id
order by a.school_id
