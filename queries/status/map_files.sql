-- one row per static map file
select level, language, file, bytes::int as bytes, gzip_bytes::int as gzip_bytes, features::int as features
from mart.geo_file
order by 1, 2;
