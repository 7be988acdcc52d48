-- one row per area of a level with a figure: its reference of one kind in one period ('' = the newest), and its verdict
-- resource: open
-- area: area_code
-- params: indicator text = "ses_woa", level text = "district", period text = "", kind text = "country", group text = "all"
select
    area_code, reference, reference_weight, is_sum, is_approximate, is_left_out, difference, error, p_low, p_high,
    verdict, why
from mart.standing
where indicator_id = $indicator and level = $level and kind = $kind and group_code = $group
    and period = coalesce(
        nullif($period, ''),
        (select max(period) from mart.standing where indicator_id = $indicator and level = $level and group_code = $group)
    )
order by area_code
