-- one row per programme x plain fact that was told of it, the last word; what is unknown has no row
create table mart.programme_fact as
select
    partner_id || '/' || programme_slug as programme_id, partner_id, fact_id, value, told_by,
    case when told_in <> 'brought' then cast(told_at as date) end as told_on, told_in
from raw.partner_fact
order by programme_id, fact_id;
