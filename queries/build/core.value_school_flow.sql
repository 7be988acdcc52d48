-- one row per secondary school location and flow: repeaters, moved down (afstroom), moved up (opstroom), in pupils and percent
create table core.value_school_flow as
with
counts as (
    select
        clean(brin) || lpad(clean(location_number), 2, '0') as school_id,
        open_count(pupils_count) as whole, is_hidden(pupils_count) as hides_whole,
        unnest([
            {'flow': 'repeaters', 'part': open_count(repeaters_count), 'hides': is_hidden(repeaters_count)},
            {'flow': 'afstroom', 'part': open_count(afstroom_count), 'hides': is_hidden(afstroom_count)},
            {'flow': 'opstroom', 'part': open_count(opstroom_count), 'hides': is_hidden(opstroom_count)}
        ], recursive := true)
    from raw.duo_doorstroom_vo
),
long_form as (
    select distinct school_id, 'vo_flow_pupils' as indicator_id, whole as value, null::bigint as n,
        case when hides_whole then 'suppressed' else 'observed' end as status
    from counts
    union all
    select school_id, 'vo_' || flow, part, null, case when hides then 'suppressed' else 'observed' end from counts
    union all
    select school_id, 'vo_' || flow || '_pct', 100.0 * part / whole, whole,
        case
            when hides or hides_whole then 'suppressed'
            when whole = 0 then 'not_applicable'
            when tells_too_much(part, whole) then 'withheld'
            else 'observed'
        end
    from counts
)
select
    school_id, indicator_id, vintage_period('duo_doorstroom_vo') as period, 'all' as group_code,
    case when status = 'observed' then cast(value as double) end as value, null::double as lower, null::double as upper,
    case when status = 'observed' then n end as n, status, 
    -- the file of January 2020 states no school year, those of later years have theirs in their name
    case when starts_with(vintage_period('duo_doorstroom_vo'), 'uitgave') then 'school_year_unknown' end as quality_flag
from long_form
order by 1, 2;
