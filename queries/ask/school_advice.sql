-- one row per school year of an institution's mean school advice (BRIN of 4: of all its locations), with the country's
-- resource: open
-- area: none
-- params: brin text = "90AP", indicator text = "po_advice_mean"
with
means as (
    select brin, period, value, n, status
    from mart.institution_value
    where indicator_id = $indicator and group_code = 'all'
),
country as (
    select period, sum(value * n) / sum(n) as country_value
    from means
    where status = 'observed' and n > 0
    group by period
)
select m.period, m.value, m.n, m.status, c.country_value
from means as m
left join country as c using (period)
where m.brin = $brin
order by m.period
