-- the fictional province as it is told to have been a quarter earlier, so that its first build has something to compare with
attach ':memory:' as was;
create schema was.mart;
create table was.mart.build as
from now.mart.build select * replace (edition || '-eerder' as build_id, built_at - interval 91 day as built_at);
create table was.mart.area as from now.mart.area;
create table was.mart.indicator as from now.mart.indicator;
create table was.mart.institution_value as from now.mart.institution_value;
create table was.mart.closed_area_value as from now.mart.closed_area_value;
create table was.mart.closed_school_value as from now.mart.closed_school_value;
create table was.mart.closed_institution_value as from now.mart.closed_institution_value;
create table was.mart.source_hole as from now.mart.source_hole;

-- three schools have come since, two have closed, one has another name
create table was.mart.school as
with
came as (select school_id from now.mart.school where is_listed and sector = 'PO' order by school_id desc limit 3),
closed as (select school_id from now.mart.school where not is_listed and sector = 'PO' order by valid_to desc, school_id limit 2),
named as (select min(school_id) as school_id from now.mart.school where is_listed and sector = 'VO')
from now.mart.school
select * replace (
    school_id in (from closed) or is_listed and school_id not in (from came) as is_listed,
    if(school_id in (from named), 'Het Oude ' || name, name) as name
);

-- the figures of one source were another, and what stood out by them
create temp table sample_revised as
select area_code from now.mart.area where level = 'district' order by md5(area_code) limit 6;
create temp table sample_period as select max(period) from now.mart.area_value where indicator_id = 'ses_woa';
create table was.mart.area_value as
from now.mart.area_value
select * replace (if(indicator_id = 'ses_woa' and period = (from sample_period) and area_code in (from sample_revised), round(value - 0.031, 3), value) as value);
create table was.mart.school_value as from now.mart.school_value;
create table was.mart.standing as
from now.mart.standing
select * replace (
    if(indicator_id = 'ses_woa' and period = (from sample_period) and kind = 'country' and verdict is not null and area_code in (select area_code from sample_revised order by 1 limit 3),
        if(verdict = 'place', 'indistinguishable', 'place'), verdict) as verdict
);
create table was.mart.source as
from now.mart.source
select * replace (if(source_id = 'cbs_ses_woa', md5(sha256), sha256) as sha256, if(source_id = 'cbs_ses_woa', rows - 2, rows) as rows);

-- one partner came with its first delivery, another is no partner any more
create temp table sample_came as select max_by(partner_id, (received_on, partner_id)) as partner_id from now.mart.delivery;
create table was.mart.delivery as from now.mart.delivery where partner_id not in (from sample_came);
create table was.mart.programme as from now.mart.programme where partner_id not in (from sample_came);
create table was.mart.partner as
from now.mart.partner where partner_id not in (from sample_came)
union all by name
select 'kookatelier-zwirmel' as partner_id, 'Kookatelier Zwirmel' as name, 'offer' as kind, true as is_fictional;
create table was.mart.activity as
from now.mart.activity where partner_id not in (from sample_came)
union all by name
select 'kookatelier-zwirmel' as partner_id, 'kookatelier-zwirmel/' as programme_id, school_id, true as is_current
from (select school_id from now.mart.school where is_listed and sector = 'PO' order by md5(school_id) limit 4);
