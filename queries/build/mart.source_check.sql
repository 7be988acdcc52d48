-- one row per source vintage: when its file was fetched, when its publisher was last asked, and the failure when the last attempt failed
create table mart.source_check as
select
    source_id, vintage, cast(fetched_at as timestamp) as fetched_at, cast(checked_at as timestamp) as checked_at, cast(failed_at as timestamp) as failed_at,
    cast(failure as varchar) as failure
from raw.source_used
order by source_id, vintage;
