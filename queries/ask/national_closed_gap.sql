-- one row per period and group of a closed figure of the country
-- resource: closed
-- area: area_code
-- params: indicator text = "gka_havo_vwo_17_pct"
select area_code, period, group_code, value, n, status
from mart.closed_area_value
where indicator_id = $indicator and area_code = 'NL00'
order by period, group_code
