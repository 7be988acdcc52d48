-- one row per school year of an institution's mean school advice (BRIN of 4: of all its locations), with the country's
-- resource: open
-- area: none
-- params: brin text = "90AP", sector text = "PO", indicator text = "po_advice_mean", counts text = "po_advice_count"
-- params: unlevelled text[] = ["all", "vso", "not_possible"]
with
kinds as (select distinct brin, sector from mart.school where sector in ('PO', 'SBO')),
means as (
    select brin, period, value, n, status
    from mart.institution_value
    where indicator_id = $indicator and group_code = 'all'
),
-- pupils with an advice that has a level; a hidden count is 4 at most
advised as (
    select brin, period, sum(case when status = 'observed' then value else 4 end) as pupils
    from mart.institution_value
    where indicator_id = $counts and not list_contains($unlevelled, group_code)
    group by all
),
-- there only where at least 90 % of the sector's pupils are in it: who are hidden are not like the rest
country as (
    select m.period, sum(m.value * m.n) filter (where m.status = 'observed') / sum(m.n) as country_value
    from means as m
    join advised as a using (brin, period)
    join kinds as k using (brin)
    where k.sector = $sector
    group by m.period
    having sum(m.n) >= 0.9 * sum(a.pupils)
)
select m.period, m.value, m.n, m.status, c.country_value
from means as m
left join country as c using (period)
where m.brin = $brin
order by m.period
