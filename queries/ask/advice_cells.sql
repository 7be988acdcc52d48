-- one row per school year and advice of all institutions of these municipalities, or of the country: open and hidden counts
-- resource: open
-- area: none
-- params: areas text[] = ["NL00"], indicator text = "po_advice_count"
-- an institution counts in a municipality when all its locations lie in these; a hidden count is 1 to 4
with
inside as (
    select brin
    from mart.school
    where is_listed
    group by brin
    having bool_and(coalesce(list_contains($areas, municipality_code), false))
),
cells as (
    select brin, period, group_code, value, status
    from mart.institution_value
    where indicator_id = $indicator
        and group_code <> 'all'
        and (list_contains($areas, 'NL00') or brin in (select brin from inside))
)
select
    period, group_code as advice,
    cast(coalesce(sum(value) filter (where status = 'observed'), 0) as bigint) as open_count,
    count(*) filter (where status = 'suppressed') as hidden_count,
    count(distinct brin) filter (where status = 'suppressed') as hiding_count
from cells
group by period, group_code
order by period, group_code
