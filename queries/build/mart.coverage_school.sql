-- one row per school location of a sector that counts: listed, with a figure of need, or with a chosen activity
create macro mart.coverage_school(
    wanted_sector, wanted_year, wanted_partners, wanted_themes, founding_only, with_faded, learning_line
) as table
with
partners as (
    select
        school_id,
        count(distinct partner_id) as partners_count,
        sum(participants_lower) as participants_lower,
        sum(participants_upper) as participants_upper,
        count(*) filter (where participants_lower is null) as untold_count,
        count(distinct theme_id) as themes_count,
        count(distinct partner_id) filter (where theme_id is not null) as themed_partners_count
    from mart.coverage_activity(wanted_year, wanted_partners, wanted_themes, founding_only, with_faded)
    group by school_id
),
active as (
    select school_id, partners_count, participants_lower, participants_upper, untold_count
    from partners
    -- a learning line: two partners, each with a theme of its own
    where not learning_line or (themed_partners_count >= 2 and themes_count >= 2)
)
select
    s.*,
    a.school_id is not null as is_active,
    s.is_high and a.school_id is null as is_high_without_partner,
    coalesce(a.partners_count, 0) as partners_count,
    case when a.participants_lower = a.participants_upper then a.participants_lower end as participants_count,
    a.participants_lower, a.participants_upper, coalesce(a.untold_count, 0) as untold_count
from mart.school_need as s
left join active as a using (school_id)
where s.sector = wanted_sector
    and (s.is_listed or s.is_scored or a.school_id is not null);
