-- one row per build: the shape of its mart, null in a build from before builds said so
-- resource: open
-- area: none
-- params: none
select to_json(build) ->> 'mart_shape' as mart_shape
from mart.build
