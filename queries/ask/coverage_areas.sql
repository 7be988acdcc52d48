-- one row per area of a level, municipality, province and the country; per level one without area for schools in none
-- resource: partner
-- area: area_code
-- params: level text = "district", sector text = "PO"
-- params: school_year text = "", partners text[] = [], themes text[] = []
-- params: founding boolean = false, faded boolean = false, learning_line boolean = false
with
sums as (
    select
        *,
        -- of secondary schools it is a share of pupils that we make: the rule for small numbers holds for it
        case
            when $sector <> 'VO' or (load_pupils_count >= 10 and load >= 5 and load_pupils_count - load >= 5)
                then load / nullif(load_pupils_count, 0)
        end as per_pupil
    from mart.coverage_area($sector, $school_year, $partners, $themes, $founding, $faded, $learning_line)
    where level in ($level, 'municipality', 'province', 'country')
),
areas as (
    select
        area.area_code, area.level, area.name, area.municipality_code, area.municipality_name, area.province_code,
        area.province_name, area.map_index, area.is_gka,
        -- a neighbourhood has no class of its own: that of its district
        coalesce(area.urbanity_class, case when area.level = 'neighbourhood' then parent.urbanity_class end) as urbanity_class
    from mart.area as area
    left join mart.area as parent on parent.area_code = area.parent_code
    where area.level in ($level, 'municipality', 'province', 'country')
        and not coalesce(area.is_water, false)
),
-- in the list, but nobody was counted there any more: they are in the shares, with the pupils they had
emptied as (
    select area.level, area.area_code, count(*) as emptied_count
    from mart.school_profile as school
    join mart.school_area as area using (school_id)
    where school.sector = $sector and school.is_listed and contains(school.quality_flag, 'no_pupils')
    group by area.level, area.area_code
),
-- where the highest third of each level begins: it depends on need alone, no choice of partners moves it
thirds as (
    select areas.level, round(quantile_cont(sums.per_pupil, 2 / 3), 2) as high
    from areas
    join sums on sums.area_code = areas.area_code
    group by areas.level
)
select
    areas.* exclude (area_code, level), coalesce(areas.area_code, sums.area_code) as area_code,
    coalesce(areas.level, sums.level) as level,
    coalesce(sums.schools_count, 0) as schools_count, coalesce(sums.active_schools_count, 0) as active_schools_count,
    sums.pupils_count, sums.active_pupils_count, sums.need, sums.active_need, sums.unreached_need,
    sums.load, sums.load_pupils_count,
    coalesce(sums.need_status, 'not_applicable') as need_status,
    coalesce(sums.load_status, 'not_applicable') as load_status,
    coalesce(sums.pupils_status, 'not_applicable') as pupils_status,
    coalesce(sums.scored_count, 0) as scored_count, coalesce(sums.unlisted_count, 0) as unlisted_count,
    coalesce(sums.active_unlisted_count, 0) as active_unlisted_count,
    coalesce(emptied.emptied_count, 0) as emptied_count,
    coalesce(sums.participants_lower, 0) as participants_lower, coalesce(sums.participants_upper, 0) as participants_upper,
    coalesce(sums.few_participants_count, 0) as few_participants_count, coalesce(sums.untold_count, 0) as untold_count,
    coalesce(sums.high_without_partner_count, 0) as high_without_partner_count,
    -- a white spot: need per pupil in the highest third of its level (the limit rounded, as it is told), some need at
    -- listed schools, and no partner active at any of it
    coalesce(sums.need > 0 and sums.active_need = 0 and sums.per_pupil >= thirds.high, false) as is_white_spot,
    $sector = 'VO' as need_is_share
from areas
full join sums on sums.area_code = areas.area_code
left join thirds on thirds.level = areas.level
left join emptied on emptied.level = sums.level and emptied.area_code = sums.area_code
order by area_code, level
