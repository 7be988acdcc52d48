-- one row per local initiative of 2019: what it is about, and the municipalities of the edition that it is named with
-- resource: open
-- area: none
-- params: none
with recursive
walked as (
    select i.initiative_id, unnest(string_split(i.named_codes, ' ')) as area_code, 2019 as year
    from mart.gka_initiative as i
    where i.named_codes is not null
    union
    -- a municipality that ended goes on as the one that took most of it over
    select w.initiative_id, b.to_code, b.to_year
    from walked as w
    join mart.area_bridge as b
        on b.from_code = w.area_code and b.from_year >= w.year and b.weight > 0.4
        and b.to_year <= (select classification_year from mart.build)
),
places as (
    select w.initiative_id, list(distinct w.area_code order by w.area_code) as area_codes
    from walked as w
    join mart.area as a on a.area_code = w.area_code and a.level = 'municipality'
    group by w.initiative_id
)
select
    i.initiative_id, i.title, i.municipality_or_region, i.organisation, i.sector, i.also_sectors,
    i.theme as theme_id, t.name_nl as theme_nl, t.name_en as theme_en, i.aim_nl, i.aim_en, i.note, i.source,
    array_to_string(p.area_codes, ',') as area_codes
from mart.gka_initiative as i
left join places as p using (initiative_id)
left join mart.gka_theme as t on t.theme_id = i.theme
order by try_cast(i.initiative_id as integer), i.initiative_id
