-- one row per municipality with primary schools: need of all scored schools, pupils and listed schools, GKA or not
-- resource: open
-- area: municipality_code
-- params: sector text = "PO"
select
    n.municipality_code, a.name, coalesce(a.is_gka, false) as is_gka,
    cast(coalesce(sum(n.need), 0) as double) as need,
    coalesce(sum(n.pupils_count), 0) as pupils_count,
    count(*) filter (where n.is_listed) as schools_count,
    count(*) filter (where n.need_status in ('suppressed', 'withheld')) as hidden_count
from mart.school_need as n
join mart.area as a on a.area_code = n.municipality_code
where n.sector = $sector
group by n.municipality_code, a.name, a.is_gka
order by need desc, n.municipality_code
