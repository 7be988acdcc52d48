-- one row: whether partners whose activities are in the build are made up, all of them or some
-- resource: partner
-- area: none
-- params: none
select
    coalesce(bool_and(partner.is_fictional), false) as is_all_made_up,
    coalesce(bool_or(partner.is_fictional), false) as is_part_made_up
from mart.activity as activity
join mart.partner as partner using (partner_id)
