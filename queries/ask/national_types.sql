-- one row per class of urbanity of the municipality: pupils of secondary schools with a known type, in vmbo-b/k and pro
-- resource: open
-- area: none
-- params: part text = "vo_vmbo_bk_pro_base", whole text = "vo_typed_pupils"
with
figures as (
    select school_id, indicator_id, value
    from mart.school_value
    where indicator_id in ($part, $whole) and group_code = 'all' and status = 'observed'
    qualify period = max(period) over (partition by indicator_id)
),
schools as (
    select
        a.urbanity_class, f.school_id,
        sum(f.value) filter (where f.indicator_id = $part) as part,
        sum(f.value) filter (where f.indicator_id = $whole) as whole
    from figures as f
    join mart.school as s using (school_id)
    join mart.area as a on a.area_code = s.municipality_code
    where s.is_listed and a.urbanity_class is not null
    group by a.urbanity_class, f.school_id
    having count(*) = 2 and whole > 0
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
