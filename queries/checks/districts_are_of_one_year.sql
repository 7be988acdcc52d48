-- at least 98 % of the districts with figures are on the map, and of those on the map have a row of figures: one classification year
-- judges: core.district
-- needs: nothing
with
shares as (
    select 'key figures on the map' as rule, count(d.area_code) / count(*) as share
    from core.district_people as p left join core.district as d using (area_code)
    union all
    select 'SES on the map', count(d.area_code) / count(*)
    from core.district_ses as s left join core.district as d using (area_code)
    union all
    select 'map in key figures', count(p.area_code) / count(*)
    from core.district as d left join core.district_people as p using (area_code)
    where not d.is_water and exists (select 1 from core.district_people)
)
select * from shares where share < 0.98;
