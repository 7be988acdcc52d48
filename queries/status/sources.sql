-- one row per source vintage
select source_id, vintage, rows::int as rows, sha256
from mart.source
order by 1;
