"""What stands in a warehouse, as one dictionary: for `python -m etl status`, tests and the closing of a build."""

from pathlib import Path
from typing import Any

import duckdb

from etl.publish import table_hashes

QUESTIONS = {
    # one row per sector: locations, and how many of them stand in DUO's list
    "schools": "select sector, count(*)::int as locations, count(*) filter (where is_listed)::int as listed from mart.school group by 1 order by 1",
    "location_precision": "select location_precision, count(*)::int as locations from mart.school group by 1 order by 1",
    "areas": "select level, count(*)::int as areas, count(map_index)::int as on_map from mart.area group by 1 order by 1",
    # one row per indicator and level or grain
    "area_values": """
        select indicator_id, level, min(period) as first_period, max(period) as last_period,
            count(*) filter (where status = 'observed')::int as observed,
            count(*) filter (where status = 'suppressed')::int as suppressed,
            count(*) filter (where status = 'withheld')::int as withheld,
            count(*) filter (where status = 'missing')::int as missing,
            count(*) filter (where status = 'not_applicable')::int as not_applicable,
            round(sum(value), 2) as total
        from mart.area_value group by 1, 2 order by 1, 2""",
    "school_values": """
        select indicator_id, min(period) as first_period, max(period) as last_period,
            count(*) filter (where status = 'observed')::int as observed,
            count(*) filter (where status = 'suppressed')::int as suppressed,
            count(*) filter (where status = 'missing')::int as missing,
            count(*) filter (where s.is_listed and v.status = 'observed')::int as listed_observed,
            count(*) filter (where not s.is_listed and v.status = 'observed')::int as unlisted_observed,
            round(sum(value), 2) as total
        from mart.school_value as v join mart.school as s using (school_id) group by 1 order by 1""",
    "issues": "select source_id, rule, severity, count(*)::int as issues from mart.etl_issue group by all order by all",
    "sources": "select source_id, vintage, rows::int as rows, sha256 from mart.source order by 1",
    "map_files": "select level, language, file, bytes::int as bytes, gzip_bytes::int as gzip_bytes, features::int as features from mart.geo_file order by 1, 2",
}
POINT_AGREEMENT = """
    select count(*)::int as at_address,
        count(*) filter (where a.point_municipality_code = s.municipality_code)::int as in_own_municipality,
        count(i.key)::int as exceptions_filed
    from mart.school as s
    join core.school_area as a using (school_id)
    left join mart.etl_issue as i on i.key = s.school_id and i.rule = 'point_in_other_municipality_address'
    where s.location_precision = 'address'
"""


def read(path: Path) -> dict[str, Any]:
    """Counts, sums and content hashes of the warehouse file at `path`."""
    with duckdb.connect(str(path), read_only=True) as con:

        def rows(sql: str) -> list[dict[str, Any]]:
            return con.sql(sql).df().replace({float("nan"): None}).to_dict("records")

        (build,) = rows("select build_id, edition, as_of_date::varchar as as_of_date, classification_year, is_fictional from mart.build")
        found = {name: rows(sql) for name, sql in QUESTIONS.items()}
        agreement = rows(POINT_AGREEMENT)[0]
    return {"build": build, **found, "address_points": agreement, "table_hashes": table_hashes(path)}
