-- one row per class of urbanity of the municipality (1 = most urban): pupils of listed primary schools, those with high need
-- resource: open
-- area: none
-- params: sector text = "PO"
with
schools as (
    select
        a.urbanity_class, n.school_id, n.pupils_count as whole,
        case when n.is_high then n.pupils_count else 0 end as part
    from mart.school_need as n
    join mart.area as a on a.area_code = n.municipality_code
    where n.sector = $sector and n.is_listed and n.need is not null and n.pupils_count > 0
        and a.urbanity_class is not null
),
shares as (
    select urbanity_class, count(*) as schools_count, sum(part) as part, sum(whole) as whole
    from schools
    group by urbanity_class
)
select
    s.urbanity_class, s.schools_count, s.part, s.whole, s.part / s.whole as share,
    sqrt(sum(power(c.part - s.part / s.whole * c.whole, 2)) * count(*) / nullif(count(*) - 1, 0)) / s.whole as error
from shares as s
join schools as c using (urbanity_class)
group by s.urbanity_class, s.schools_count, s.part, s.whole
order by s.urbanity_class
