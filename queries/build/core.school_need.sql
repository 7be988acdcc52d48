-- one row per primary school location with an achterstandsscore, in points, with CBS's marks
create table core.school_need as
select
    clean(z.school_id) as school_id,
    cast(read_count(d.funded_pupils_count) as integer) as funded_pupils_count,
    read_number(d.score) as published_score,
    read_number(z.score) as load,
    read_number(z.score_lower_years) as load_lower_years,
    read_number(z.score_upper_years) as load_upper_years,
    contains(z.mark, 'a') as is_unreliable,
    clean(z.mark) as marks,
    z.line
from raw.cbs_achterstandsscores_zonder_drempel as z
join raw.cbs_achterstandsscores_drempel as d on clean(d.school_id) = clean(z.school_id)
order by 1;
