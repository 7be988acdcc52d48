-- one row per partner organisation; its contact is the organisation's own, never a person's
create table mart.partner as
select
    partner_id,
    any_value(name) as name,
    any_value(kind) as kind,
    any_value(clean(website)) as website,
    any_value(clean(contact)) as contact,
    bool_or(is_fictional) as is_fictional
from raw.partner
group by partner_id
order by partner_id;
