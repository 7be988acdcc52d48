-- one row per district (wijk) in the SES-WOA table; score null where CBS keeps it secret or has too few households
create table core.district_ses as
select
    clean(area_code) as area_code,
    'GM' || substr(clean(area_code), 3, 4) as municipality_code,
    (select max(clean(period)) from raw.cbs_ses_woa) as period,
    read_number(score) as score,
    read_number(spread) as spread,
    read_number(score_change) as score_change,
    read_number(spread_change) as spread_change
from raw.cbs_ses_woa
order by 1;
