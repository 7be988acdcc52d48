-- one row: how many figures of some areas that could be compared are suppressed or withheld
-- resource: open
-- area: none
-- params: areas text[] = ["WK900000", "WK900001"]
select count(*) as hidden_count
from mart.area_value as v
join mart.indicator as i using (indicator_id)
where i.is_comparable
    and v.group_code = 'all'
    and v.status in ('suppressed', 'withheld')
    and list_contains(cast($areas as text[]), v.area_code)
