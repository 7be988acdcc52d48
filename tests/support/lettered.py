"""A letter about the stand-in mart: what its build is told to have changed, one row of each kind."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from tests.support import mart as builders

SINCE = "klein-00000001"
TEXTS = [
    "kind",
    "resource",
    "key",
    "name_nl",
    "name_en",
    "part",
    "school_id",
    "area_code",
    "level",
    "municipality_code",
]
TEXTS += [
    "province_code",
    "indicator_id",
    "period",
    "before",
    "after",
    "indicator_nl",
    "indicator_en",
    "unit_nl",
    "unit_en",
]
NUMBERS = ["value_before", "value_after", "decimals"]
IN_NORTH = {"area_code": "WK900000", "municipality_code": "GM9000", "province_code": "PV90"}
SES = {"indicator_id": "ses_woa", "period": "2019", "indicator_nl": "SES-WOA", "indicator_en": "SES-WOA", "decimals": 2}
ROWS = [
    {"kind": "school", "key": "900A00", "name_nl": "School 00", "school_id": "900A00", "after": "School 00",
     **IN_NORTH},
    {"kind": "school", "key": "909X00", "name_nl": "De Oude", "school_id": "909X00", "before": "De Oude"},
    {"kind": "figure", "key": "area/WK900000/ses_woa/2019/all", "name_nl": "Noord", "part": "all", "before": "observed",
     "after": "observed", "value_before": 0.1, "value_after": 0.124, **SES, **IN_NORTH},
    {"kind": "verdict", "key": "WK900000/ses_woa", "name_nl": "Noord", "part": "country/all", "before": "place",
     "after": "stands_out_low", **SES, **IN_NORTH},
    {"kind": "source", "key": "duo_po", "name_nl": "Vestigingen basisonderwijs", "name_en": "School locations",
     "before": "2019 · aaaa0000", "after": "2020 · bbbb0000", "value_before": 11, "value_after": 12},
    {"kind": "partner", "resource": "partner", "key": "brug", "name_nl": "De Brug", "part": "brug", "after": "De Brug"},
    {"kind": "activity", "resource": "partner", "key": "brug/900A00", "name_nl": "De Brug", "part": "brug",
     "school_id": "900A00", "after": "School 00", **IN_NORTH},
]  # fmt: skip


def frame(rows: list[dict]) -> pd.DataFrame:
    """Rows with the columns and types of a letter; open where they say nothing else."""
    told = pd.DataFrame([{"resource": "open", **row} for row in rows]).reindex(columns=[*TEXTS, *NUMBERS])
    return told.astype(dict.fromkeys(TEXTS, "object") | dict.fromkeys(NUMBERS, "float64"))


def write_letter(data: Path, rows: list[dict] | None = None, *, since: str = SINCE, build_id: str = "", n: int = 1,
                 **head: object) -> Path:  # fmt: skip
    """The letter number `n`, of the stand-in's build where no other is named."""
    facts = {"edition": "nederland", "title_nl": "Klein", "title_en": "Small", "as_of_date": "2020-12-31",
             "classification_year": "2020"}  # fmt: skip
    now = build_id or builders.file_of(data).stem.split("-", 1)[1]
    told = {
        "version": 1,
        "state": "compared",
        "before": {**facts, "build_id": since, "built_at": "2026-08-28 09:00:00"},
        "after": {**facts, "build_id": now, "built_at": "2026-11-27 09:00:00"},
        "at": "2026-11-27T09:00:00+00:00",
        **head,
    }
    file = data / "warehouse" / "letters" / f"{n:06d}-{now}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    frame(ROWS if rows is None else rows).to_parquet(file.with_suffix(".parquet"))
    file.write_text(json.dumps(told), encoding="utf-8")
    return file
