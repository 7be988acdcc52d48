-- one row per source without a file in this build: it failed (since when, why), or the edition does not name it
create table mart.source_hole as
select source_id, vintage, title_nl, title_en, publisher, url, kind, cast(since as timestamp) as since, why
from raw.source_hole
order by source_id;
