-- one row per school year that partners told of: how many partners, programmes and schools
-- resource: partner
-- area: none
-- params: none
select
    school_year, count(distinct partner_id) as partners_count, count(distinct programme_id) as programmes_count,
    count(distinct school_id) as schools_count, bool_or(p.is_fictional) as is_fictional
from mart.activity
join mart.partner as p using (partner_id)
where school_year is not null
group by school_year
order by school_year
