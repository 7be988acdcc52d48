-- every municipality with 10,000 inhabitants or more has a listed primary school
-- judges: core.municipality where population_count >= 10000
-- needs: nothing
select m.municipality_code, m.name, m.population_count
from core.municipality as m
anti join (select municipality_code from mart.school where sector = 'PO' and is_listed) as s using (municipality_code)
where m.population_count >= 10000
order by 1;
