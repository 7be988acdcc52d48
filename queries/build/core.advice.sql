-- one row per school or institution, school year and advice: exact count, or hidden (1 to 4)
create table core.advice as
with
institutions as (
    unpivot (
        select clean(brin) as code, clean(school_year) as period, columns(* exclude (vintage, line, brin, school_year))
        from raw.duo_schooladviezen_afgeleid
    )
    on columns(* exclude (code, period)) into name advice value cell
),
locations as (
    unpivot (
        select clean(brin) || lpad(clean(location_number), 2, '0') as code, vintage_period('duo_schooladviezen') as period,
            columns(* exclude (vintage, line, brin, location_number, name, place, municipality_number, kind))
        from raw.duo_schooladviezen
    )
    on columns(* exclude (code, period)) into name advice value cell
)
select 'institution' as grain, code, period, advice,
    -- from 2022-2023 the derived file writes 2 for every hidden count
    period >= '2022-2023' and read_count(cell) between 1 and 4 as hidden,
    case when not (period >= '2022-2023' and read_count(cell) between 1 and 4) then read_count(cell) end as exact
from institutions
union all
select 'location', code, period, advice, bool_or(is_hidden(cell)), case when not bool_or(is_hidden(cell)) then sum(open_count(cell)) end
from locations
group by code, period, advice
order by 1, 2, 3, 4;
