-- one row per partner x programme x school x school year that there would be; what comes has no number of participants
create table mart.activity as
with
-- what is left of the build when all that goes has gone
stays as (
    select *
    from actual.mart.activity as a
    where not list_contains(cast($partners_gone as text[]), a.partner_id)
        and not list_contains(cast($programmes_gone as text[]), a.programme_id)
        and not exists (
            from (select unnest(cast($left_partners as text[])) as partner_id, unnest(cast($left_schools as text[])) as school_id) as gone
            where gone.partner_id = a.partner_id and gone.school_id = a.school_id
        )
),
comes as (
    select distinct come.programme_id, g.partner_id, come.school_id, come.school_year, b.as_of_date
    from (
        select
            unnest(cast($come_programmes as text[])) as programme_id, unnest(cast($come_schools as text[])) as school_id, unnest(cast($come_years as text[])) as school_year
    ) as come
    join mart.programme as g using (programme_id)
    join actual.mart.school as s using (school_id)
    cross join actual.mart.build as b
),
-- one that is there already and has faded is current again, and keeps what was told of it
kept as (
    select stays.* replace (
        stays.is_current or c.programme_id is not null as is_current,
        greatest(stays.current_until, cast(c.as_of_date + interval 12 month as date)) as current_until
    )
    from stays
    left join comes as c
        on c.programme_id = stays.programme_id and c.school_id = stays.school_id and c.school_year = stays.school_year
)
select * from kept
union all by name
select
    c.partner_id, c.programme_id, c.school_id, c.school_year, 'missing' as participants_status,
    c.as_of_date as confirmed_on, cast(c.as_of_date + interval 12 month as date) as current_until, true as is_current
from comes as c
where not exists (
    from stays where stays.programme_id = c.programme_id and stays.school_id = c.school_id and stays.school_year = c.school_year
)
order by partner_id, programme_id, school_id, school_year;
