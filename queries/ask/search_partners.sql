-- one row per school location of these with a current activity: how many partners are there
-- resource: partner
-- area: none
-- params: ids text[] = ["90AP00"]
select school_id, count(distinct partner_id) as partners_count
from mart.activity
where is_current and list_contains($ids, school_id)
group by school_id
order by school_id
