-- one row per programme x plain fact that was told of it, of partners and programmes that stay
create table mart.programme_fact as
select * from actual.mart.programme_fact
where not list_contains(cast($partners_gone as text[]), partner_id) and not list_contains(cast($programmes_gone as text[]), programme_id)
order by programme_id, fact_id;
