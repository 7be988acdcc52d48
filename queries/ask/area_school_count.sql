-- one row per sector: how many listed school locations an area has
-- resource: open
-- area: none
-- params: area text = "NL00"
select sector, count(*) as schools_count
from mart.school
where is_listed
    and (
        $area = 'NL00'
        or $area in (municipality_code, district_code, neighbourhood_code, province_code)
    )
group by sector
order by case sector when 'PO' then 0 when 'VO' then 1 else 2 end, sector
