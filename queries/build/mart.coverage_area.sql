-- one row per area of any level with schools that count; area_code '' for the schools that lie in none
create macro mart.coverage_area(
    wanted_sector, wanted_year, wanted_partners, wanted_themes, founding_only, with_faded, learning_line
) as table
with
-- every part as a number of its own: shares (schools, pupils, need) are over listed schools above and below the line;
-- the load is over every school with a figure, and what the list does not have is counted apart
schools as (
    select
        school_id,
        cast(is_listed as integer) as schools_count,
        cast(is_listed and is_active as integer) as active_schools_count,
        coalesce(pupils_count, 0) as pupils_count,
        case when is_active then coalesce(pupils_count, 0) else 0 end as active_pupils_count,
        cast(pupils_status in ('suppressed', 'withheld') as integer) as hidden_pupils,
        cast(need is not null as integer) as scored_count,
        cast(need is not null and not is_listed as integer) as unlisted_count,
        cast(is_active and not is_listed as integer) as active_unlisted_count,
        coalesce(need, 0) as load,
        case when is_listed then coalesce(need, 0) else 0 end as need,
        case when is_listed and is_active then coalesce(need, 0) else 0 end as active_need,
        coalesce(need_pupils_count, 0) as load_pupils_count,
        cast(need_status in ('suppressed', 'withheld') as integer) as hidden_load,
        cast(is_listed and need_status in ('suppressed', 'withheld') as integer) as hidden_need,
        coalesce(participants_lower, 0) as participants_lower,
        coalesce(participants_upper, 0) as participants_upper,
        cast(coalesce(participants_lower < participants_upper, false) as integer) as few_participants,
        untold_count,
        cast(is_high_without_partner as integer) as high_without_partner_count
    from mart.coverage_school(
        wanted_sector, wanted_year, wanted_partners, wanted_themes, founding_only, with_faded, learning_line
    )
),
sums as (
    select
        a.level, a.area_code,
        sum(schools_count) as schools_count, sum(active_schools_count) as active_schools_count,
        sum(pupils_count) as pupils_count, sum(active_pupils_count) as active_pupils_count,
        sum(hidden_pupils) > 0 as hides_pupils,
        sum(scored_count) as scored_count, sum(unlisted_count) as unlisted_count,
        sum(active_unlisted_count) as active_unlisted_count,
        sum(load) as load, sum(load_pupils_count) as load_pupils_count, sum(hidden_load) > 0 as hides_load,
        sum(need) as need, sum(active_need) as active_need, sum(hidden_need) > 0 as hides_need,
        sum(participants_lower) as participants_lower, sum(participants_upper) as participants_upper,
        sum(few_participants) as few_participants_count, sum(untold_count) as untold_count,
        sum(high_without_partner_count) as high_without_partner_count
    from schools
    join mart.school_area as a using (school_id)
    group by a.level, a.area_code
)
select
    level, area_code, cast(schools_count as bigint) as schools_count,
    cast(active_schools_count as bigint) as active_schools_count,
    case when not hides_pupils then cast(pupils_count as bigint) end as pupils_count,
    case when not hides_pupils then cast(active_pupils_count as bigint) end as active_pupils_count,
    case when not hides_load and scored_count > 0 then cast(load as double) end as load,
    case when not hides_load and scored_count > 0 then cast(load_pupils_count as bigint) end as load_pupils_count,
    case when not hides_need and scored_count > unlisted_count then cast(need as double) end as need,
    case when not hides_need and scored_count > unlisted_count then cast(active_need as double) end as active_need,
    case when not hides_need and scored_count > unlisted_count then cast(need - active_need as double) end as unreached_need,
    -- a part that is hidden hides the sum
    case when hides_load then 'suppressed' when scored_count > 0 then 'observed' else 'missing' end as load_status,
    case
        when hides_need then 'suppressed' when scored_count > unlisted_count then 'observed' else 'missing'
    end as need_status,
    case when hides_pupils then 'suppressed' else 'observed' end as pupils_status,
    cast(scored_count as bigint) as scored_count, cast(unlisted_count as bigint) as unlisted_count,
    cast(active_unlisted_count as bigint) as active_unlisted_count,
    case when few_participants_count = 0 then cast(participants_lower as bigint) end as participants_count,
    cast(participants_lower as bigint) as participants_lower, cast(participants_upper as bigint) as participants_upper,
    -- schools where fewer than 5 take part in a programme in a school year
    cast(few_participants_count as bigint) as few_participants_count, cast(untold_count as bigint) as untold_count,
    cast(high_without_partner_count as bigint) as high_without_partner_count
from sums;
