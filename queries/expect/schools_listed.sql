-- one row per province and sector: listed schools ('-' = in no municipality of the classification year)
select 'schools_listed' as metric, coalesce(province_code, '-') || '/' || sector as key, count(*) as value
from mart.school
where is_listed
group by 1, 2;
