"""The figures by a script, a process for each: `python script.py number|filter|list|read FOLDER [MUNICIPALITY]`."""

import json
import sys
from pathlib import Path

import pandas as pd


def main(task: str, folder: Path, town: str = "") -> None:
    if task == "read":
        print(sum(len(table) for table in tables(folder)))
        return
    schools = pd.read_parquet(folder / "schools.parquet")
    if task == "number":
        print(f"{schools['po_need_load'].sum():.0f}")
        return
    found = schools[schools["municipality_code"] == town] if town else schools
    found = found.sort_values("po_need_per_pupil", ascending=False).head(100)
    print(found.to_string() if task == "filter" else found.to_csv(index=False))


def tables(folder: Path) -> list[pd.DataFrame]:
    """Every table of the publishers' files but one in a zip, all as text: the least that any build must do."""
    found = []
    for file in sorted(folder.iterdir()):
        if file.suffix == ".csv":
            with file.open("rb") as lines:
                mark = ";" if b";" in lines.readline() else ","
            found.append(pd.read_csv(file, dtype="str", sep=mark, encoding="latin-1", on_bad_lines="skip"))
        elif file.suffix in (".xlsx", ".ods"):
            found += pd.read_excel(file, sheet_name=None, header=None, dtype="str", engine="calamine").values()
        elif file.suffix == ".parquet":
            found.append(pd.read_parquet(file))
        elif file.suffix in (".json", ".geojson"):
            told = json.loads(file.read_text(encoding="utf-8"))
            rows = told if isinstance(told, list) else next((v for v in told.values() if isinstance(v, list)), [told])
            found.append(pd.DataFrame(rows))
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
