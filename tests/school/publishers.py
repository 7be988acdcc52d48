"""A school's figures looked up in the publishers' files with pandas, cell by cell: no SQL, nothing of the build."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

from etl.declared import catalog

Figures = dict[tuple[str, str, str], float | str]  # indicator, group and period -> figure, or why there is none
HIDDEN, KEPT = "onderdrukt", "niet getoond"
TYPES = {
    "Brugjaar 1-2": "bridge", "HAVO/VWO lj 3": "havo_vwo_3", "VMBO BL lj 3-4": "vmbo_b", "VMBO KL lj 3-4": "vmbo_k",
    "VMBO GL lj 3-4": "vmbo_g", "VMBO TL lj 3-4": "vmbo_t", "HAVO lj 4-5": "havo", "VWO lj 4-6": "vwo",
    "Praktijkonderwijs alle vj": "pro",
}  # fmt: skip
LEVELS = {
    1: 1.0,
    2: 2.0,
    3: 2.5,
    4: 3.0,
    5: 3.5,
    6: 4.0,
    7: 4.5,
    8: 5.0,
    9: 5.5,
    10: 6.0,
}  # place in the row of advices


class Files:
    """The files of edition 2020 in a folder."""

    def __init__(self, mirror: Path):
        self.paths = {source.source_id: mirror / vintage.file for source, vintage in catalog.edition("2020").uses}

    @cache  # noqa: B019
    def rows(self, source: str, encoding: str = "cp1252") -> pd.DataFrame:
        """A CSV as text, its key as the index: BRIN and location in one or in two columns."""
        frame = pd.read_csv(self.paths[source], dtype=str, sep=";", encoding=encoding, keep_default_na=False)
        names = {name.replace("_", " ").replace("BRINNUMMER", "BRIN NUMMER"): name for name in frame.columns}
        location = frame[names.get("VESTIGINGSNUMMER") or names["VESTIGINGSCODE"]].str.strip()
        brin = frame[names.get("BRIN NUMMER") or names["INSTELLINGSCODE"]]
        return frame.set_axis(location.where(location.str.len() == 6, brin + location.str.zfill(2)), axis=0)

    @cache  # noqa: B019
    def sheet(self, source: str, name: str) -> pd.DataFrame:
        """The rows of a sheet that begin with a code; all columns by their place."""
        rows = CalamineWorkbook.from_path(str(self.paths[source])).get_sheet_by_name(name).to_python()
        frame = pd.DataFrame([row for row in rows if str(row[0])[:2].isdigit()])
        codes = frame[0].astype(str)
        return frame.set_axis(codes.where(codes.str.len() == 6, codes + frame[1].astype(str).str.zfill(2)), axis=0)


def share(part: float, whole: float) -> float | str:
    """A share (percent) that we make, by the rule of the Methode page; whole where it is of fewer than 100."""
    if whole < 10 or min(part, whole - part) < 5:
        return KEPT
    return round(100 * part / whole) if whole < 100 else 100 * part / whole


def behind(part: float, whole: float) -> float | str:
    """The count behind a share, which would tell it: kept back where the share is."""
    return KEPT if isinstance(share(part, whole), str) else part


def primary(school_id: str, files: Files) -> Figures:
    """Of a primary school or one for special primary education."""
    found: Figures = {}
    distance = files.rows("duo_afstand").loc[school_id]
    found["pupils", "", "2019"] = float(distance["LEERLINGEN"])
    found["po_home_school_km", "", "2019"] = float(distance["AFSTAND"].replace(",", ".")) / 1000
    if distance["SOORT_PO"] == "Bo":
        load = files.sheet("cbs_achterstandsscores", "Tabel 2").loc[school_id, 1]
        pupils = files.sheet("cbs_achterstandsscores", "Tabel 1").loc[school_id, 1]
        found["po_need_load", "", "2019"] = load
        found["po_need_per_pupil", "", "2019"] = load / pupils
        weging = files.sheet("cbs_schoolweging", "Tabel 3").loc[school_id]
        found["po_schoolweging", "", "2019"], found["po_schoolweging_spread", "", "2019"] = weging[3], weging[4]
        weights = files.rows("duo_gewichtenleerlingen").loc[[school_id]]
        counts = weights["TOTAAL"].astype(int)
        weighed = float(counts[weights["GEWICHT"] != "0.00"].sum())
        found["po_weight_pupils_pct", "", "2016"] = share(weighed, counts.sum())
        found["po_weight_pupils", "", "2016"] = behind(weighed, counts.sum())
    return found | through_the_years(school_id, files) | advice(school_id, files)


def through_the_years(school_id: str, files: Files) -> Figures:
    row = files.rows("duo_leerlingenhistorie", "utf-8-sig").loc[school_id]
    counts = {name[-4:]: text.strip() for name, text in row.items() if name.startswith("LEERLINGEN_")}
    return {
        ("pupils_history", "", year): HIDDEN if text.startswith("<") else float(text)
        for year, text in counts.items()
        if text != "0"
    }


def advice(school_id: str, files: Files, every: dict | None = None) -> Figures:
    """Of the institution. From 2022-2023 the file writes 2 for each count of 1 to 4."""
    found: Figures = {}
    rows = every or json.loads(files.paths["duo_schooladviezen_afgeleid"].read_text())
    for period, row in rows[school_id[:4]].items():
        counts = dict(enumerate(row[:12]))
        pupils = sum(counts[place] for place in LEVELS)
        if period >= "2022-2023" and any(0 < count < 5 for count in counts.values()):
            found["po_advice_mean", "", period] = HIDDEN
        elif pupils < 10:
            found["po_advice_mean", "", period] = KEPT
        else:
            found["po_advice_mean", "", period] = sum(counts[place] * LEVELS[place] for place in LEVELS) / pupils
    return found


def advised(files: Files, period: str, institutions: set[str]) -> pd.DataFrame:
    """One row per institution of these: its pupils with an advice that has a level, and its mean where it is shown."""
    every = json.loads(files.paths["duo_schooladviezen_afgeleid"].read_text())
    rows = []
    for brin in sorted(institutions & set(every)):
        if period in every[brin]:
            mean = advice(brin, files, every)["po_advice_mean", "", period]
            pupils = sum(every[brin][period][place] for place in LEVELS)
            rows.append((brin, pupils, np.nan if isinstance(mean, str) else mean))
    return pd.DataFrame(rows, columns=["brin", "pupils", "mean"])


def secondary(school_id: str, files: Files) -> Figures:
    """Of a secondary school; not its need at primary schools around, which is of others."""
    found = of_types(school_id, files)
    moved = files.rows("duo_doorstroom_vo").loc[school_id]
    pupils = float(moved["AANTAL_LEERLINGEN"])
    found["vo_flow_pupils", "", "uitgave 2020-01"] = pupils
    columns = {"afstroom": "AFSTROMERS", "opstroom": "OPSTROMERS", "repeaters": "ZITTENBLIJVERS"}
    for name, column in columns.items():
        count = float(moved[f"AANTAL_{column}"])
        found[f"vo_{name}_pct", "", "uitgave 2020-01"] = share(count, pupils)
        found[f"vo_{name}", "", "uitgave 2020-01"] = behind(count, pupils)
    return found | old_exams(school_id, files) | new_exams(school_id, files)


def of_types(school_id: str, files: Files) -> Figures:
    rows = files.rows("duo_leerlingen_vo").loc[[school_id]]
    pupils = rows.filter(regex="MAN|VROUW").astype(int).sum(axis=1)
    kind = rows["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"].str.strip()
    by_type = pupils.groupby(kind.map(TYPES).where(~kind.str.contains("VAVO"), "vavo").to_numpy()).sum()
    found: Figures = {("vo_pupils_by_type", code, "2019"): float(count) for code, count in by_type.items()}
    settled = by_type.reindex([code for code in by_type.index if code not in ("bridge", "havo_vwo_3", "vavo")])
    found |= {("vo_type_pct", code, "2019"): share(count, settled.sum()) for code, count in settled.items()}
    low = settled.reindex(["vmbo_b", "vmbo_k", "pro"]).sum()
    found["vo_vmbo_bk_pro_pct", "", "2019"] = share(low, settled.sum())
    found["vo_need_load", "", "2019"] = float(settled.filter(regex="vmbo|pro").sum())
    found["pupils", "", "2019"] = float(pupils.sum())
    return found


def old_exams(school_id: str, files: Files) -> Figures:
    """2018-2019, of which every count is published."""
    rows = files.rows("duo_examencijfers").loc[[school_id]]
    numbers = rows[["EXAMENKANDIDATEN", "GESLAAGDEN"]].astype(int).assign(code=rows["ONDERWIJSTYPE VO"].str.lower())
    sums = numbers.groupby("code").sum()
    sums.loc[""] = sums.sum()
    return {
        ("vo_exam_pass_pct", code, "2018-2019"): share(row["GESLAAGDEN"], row["EXAMENKANDIDATEN"])
        for code, row in sums.iterrows()
    }


def new_exams(school_id: str, files: Files) -> Figures:
    """2019-2020 on: hidden where any count behind it is."""
    rows = files.rows("duo_examens", "utf-8").loc[[school_id]]
    found: Figures = {}
    for year in range(2019, 2024):
        period = f"{year}-{year + 1}"
        names = [f"{what} SCHOOLJAAR {period} - TOTAAL" for what in ("EXAMENKANDIDATEN", "GESLAAGDEN")]
        for code in ("", *rows["ONDERWIJSTYPE VO"].str.lower().unique()):
            own = rows[rows["ONDERWIJSTYPE VO"].str.lower().eq(code) | (code == "")]
            texts = own[names]
            if texts.isin(["<5"]).any(axis=None):
                found["vo_exam_pass_pct", code, period] = HIDDEN
            elif (numbers := texts.astype(int).sum()).iloc[0]:
                found["vo_exam_pass_pct", code, period] = share(numbers.iloc[1], numbers.iloc[0])
    return found


def middle(values: pd.Series, but: str) -> float:
    """The median of the other schools."""
    return float(np.median(values.drop(but).dropna()))
