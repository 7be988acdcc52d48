-- one row per source vintage used by this build
create table mart.source as
select source_id, vintage, title_nl, title_en, publisher, licence, licence_url, url, file, sha256, bytes, rows,
    reference_date, max_age_days, period, seen, assumption, note_nl, note_en
from raw.source_used
order by source_id, vintage;
