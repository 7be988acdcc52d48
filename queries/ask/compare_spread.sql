-- one row per kind of reference: how far areas of a level truly lie apart on one indicator in one period ('' = the newest)
-- resource: open
-- area: none
-- params: indicator text = "ses_woa", level text = "district", period text = "", group text = "all"
select kind, areas_count, centre, deviation, lower, upper
from mart.standing_spread
where indicator_id = $indicator and level = $level and group_code = $group
    and period = coalesce(
        nullif($period, ''),
        (select max(period) from mart.standing where indicator_id = $indicator and level = $level and group_code = $group)
    )
order by kind
