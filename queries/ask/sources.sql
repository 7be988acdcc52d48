-- one row per source vintage used in this build, with its age at the as-of date
-- resource: open
-- area: none
-- params: none
select
    source.source_id, source.vintage, source.title_nl, source.title_en, source.publisher, source.licence,
    source.licence_url, source.url, source.file, source.sha256, source.bytes, source.rows,
    source.reference_date, source_check.fetched_at, source.max_age_days,
    date_diff('day', source.reference_date, build.as_of_date) as age_days,
    source_check.failed_at, source_check.failure,
    source.period, source.seen, source.assumption, source.note_nl, source.note_en
from mart.source
left join mart.source_check using (source_id, vintage)
cross join mart.build
order by source.publisher, source.source_id, source.vintage
