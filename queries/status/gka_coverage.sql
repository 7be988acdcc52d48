-- one row per province: municipalities, GKA members, and those of 100,000 inhabitants or more that are no member
select
    province_name,
    count(*)::int as municipalities,
    count(*) filter (where is_gka)::int as members,
    coalesce(string_agg(name, ', ' order by name) filter (where not is_gka and population_count >= 100000), '') as large_non_members
from mart.area
where level = 'municipality'
group by 1
order by 1;
