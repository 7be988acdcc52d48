"""A reader's own file as figures: columns proposed by heads, cells read, lines that cannot be used. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.frame.language import _
from dashboard.frame.records import Indicator
from dashboard.gka import groups, kinds
from dashboard.gka.figures import on_areas, on_schools, withheld
from dashboard.gka.own_bytes import Record
from dashboard.gka.scope import Scope

KEY, INDICATOR, PERIOD, GROUP, VALUE, N = "sleutel", "indicator", "periode", "groep", "waarde", "n"
ROLES = (INDICATOR, KEY, PERIOD, GROUP, VALUE, N)
HEADS: Mapping[str, tuple[str, ...]] = {
    KEY: ("sleutel", "code", "wijkcode", "gebiedscode", "wijk", "buurt", "gemeentecode", "gebied", "vestiging",
          "vestigingsnummer", "brin", "brin6", "school", "area_code", "school_id", "key"),
    INDICATOR: ("indicator", "indicator_id", "onderwerp", "cijfer", "maat"),
    PERIOD: ("periode", "period", "schooljaar", "jaar", "cohort", "school_year", "year"),
    GROUP: ("groep", "group", "group_code", "opleiding ouders", "opleidingsniveau ouders", "ouders"),
    VALUE: ("waarde", "value", "percentage", "pct", "perc", "%", "aandeel", "gemiddelde", "score"),
    N: ("n", "aantal", "aantal leerlingen", "leerlingen", "noemer", "totaal"),
}  # fmt: skip
GROUPS = {
    "": groups.ALL, "alle": groups.ALL, "totaal": groups.ALL, "all": groups.ALL, "hoog": groups.HIGH,
    "high": groups.HIGH, "midden": groups.MIDDLE, "middelbaar": groups.MIDDLE, "middle": groups.MIDDLE,
    "laag": groups.LOW, "low": groups.LOW, **{one: one for one in groups.PARENTS},
}  # fmt: skip
HIDDEN = re.compile(r"<\s*\d+|[·.x*]|geheim|onderdrukt", re.IGNORECASE)
NOTHING = ("", "-", "–", "nb", "n.b.", "onbekend")
NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?|-?\d+(?:[.,]\d+)?")
Unused = tuple[int, str]  # line of the file, why


@dataclass(frozen=True)
class Table:
    """The head of a file and its rows, as texts."""

    head: tuple[str, ...]
    rows: tuple[Record, ...]


@dataclass(frozen=True)
class Read:
    """What an own file holds: one row per code, figure, period and group; and which lines could not be used."""

    rows: pd.DataFrame
    unused: tuple[Unused, ...]
    name: str = ""

    def counts(self) -> dict[str, int]:
        """Rows per kind of figure."""
        return {code: int(count) for code, count in self.rows["kind"].value_counts().items()}

    def as_fractions(self) -> list[str]:
        """The shares of which no figure is above 1 and some are above 0: 0,064 where 6,4 percent is meant, most likely.

        Of one figure alone nothing is said.
        """
        most = self.rows.groupby("kind", sort=False)["value"].agg(["max", "count"])
        small = most[(most["max"] > 0) & (most["max"] <= 1) & (most["count"] > 1)]
        return [code for code in map(str, small.index) if kinds.BY_CODE[code].unit == "pct"]


@dataclass(frozen=True)
class OfFile:
    """The figures of one's own file: in this session, and nowhere else."""

    scope: Scope
    read: Read
    schools_there: pd.DataFrame
    is_own: bool = True

    def indicators(self, place: str) -> dict[str, Indicator]:
        held = set(self.read.rows["kind"])
        found = [kind for kind in kinds.KINDS if kind.code in held and kind.place == place]
        return {kind.indicator_id: kinds.indicator(kind) for kind in found}

    def areas(self, indicator_id: str) -> pd.DataFrame:
        rows = on_areas(self._of(indicator_id).rename(columns={"code": "area_code"}), self.scope)
        return withheld(rows, "pct").assign(lower=float("nan"), upper=float("nan"))

    def schools(self, indicator_id: str) -> pd.DataFrame:
        return on_schools(self._of(indicator_id).rename(columns={"code": "school_id"}), self.schools_there)

    def _of(self, indicator_id: str) -> pd.DataFrame:
        codes = {kind.code for kind in kinds.KINDS if kind.indicator_id == indicator_id}
        return self.read.rows[self.read.rows["kind"].isin(codes)].rename(columns={"group": "group_code"})

    def source(self, indicator: Indicator, period: str) -> str:
        return _("Source: your own file, in this session only, {name}, period {period}",
                 name=indicator.name_nl, period=period or _("as in the file"))  # fmt: skip


def table(records: Sequence[Record]) -> Table:
    """The first line that names at least two columns we know is the head; else the first line."""
    known = {word for words in HEADS.values() for word in words}
    head = next(
        (k for k, (_line, cells) in enumerate(records[:20]) if sum(_plain(cell) in known for cell in cells) > 1), 0
    )
    return Table(tuple(records[head][1]), tuple(records[head + 1 :]))


def mark(found: Table) -> str:
    """Tells files with other columns apart: what was chosen for one is not kept for the next."""
    return f"{zlib.crc32(repr(found.head).encode()):08x}"


def proposal(found: Table) -> dict[str, int]:
    """Role -> column, by the words of its head; a column has one role."""
    heads, taken = [_plain(cell) for cell in found.head], {}
    for role in ROLES:
        at = [k for word in HEADS[role] for k, head in enumerate(heads) if head == word and k not in taken.values()]
        if at:
            taken[role] = at[0]
    return taken


def _plain(cell: str) -> str:
    return re.sub(r"\s+", " ", cell.strip().lower().removeprefix("\ufeff").replace("_", " ")) if cell else ""


def read(found: Table, roles: Mapping[str, int], kind: str, scope: Scope, schools: pd.DataFrame) -> Read:
    """Every line as a figure, or as a line that cannot be used, with why. `kind` is what a file without a column
    of indicators holds."""
    known = _Known(scope, schools)
    rows, unused, seen = [], [], {}
    for line, cells in found.rows:
        try:
            row = _row(cells, roles, kind, known)
        except ValueError as error:
            unused.append((line, str(error)))
            continue
        key = (row["code"], row["kind"], row["period"], row["group"])
        if key in seen:
            unused.append((line, _("the same row stands in line {line}", line=seen[key])))
            continue
        seen[key] = line
        rows.append(row)
    names = ["code", "kind", "period", "group", "value", "n", "status"]
    return Read(_typed(pd.DataFrame(rows, columns=names)), tuple(unused))


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({"value": "float64", "n": "float64"})


class _Known:
    """The codes and names of the scope: areas by both, schools by number."""

    def __init__(self, scope: Scope, schools: pd.DataFrame):
        areas = scope.areas
        self.areas = set(areas["area_code"])
        names = areas[~areas["name"].duplicated(keep=False)]
        self.by_name = dict(zip(map(_plain, names["name"]), names["area_code"], strict=True))
        self.schools = set(schools["school_id"])

    def code(self, text: str, place: str) -> str:
        """The code of a cell. Raises ValueError, which never has the cell's text."""
        plain = text.strip().upper().replace(" ", "")
        if place == kinds.SCHOOL:
            if plain in self.schools:
                return plain
            raise ValueError(_("no primary school of this municipality has this number"))
        for one in (plain, f"WK{plain}", f"GM{plain}", {"NL": "NL00", "NL01": "NL00"}.get(plain, "")):
            if one in self.areas:
                return one
        if _plain(text) in self.by_name:
            return self.by_name[_plain(text)]
        raise ValueError(_("no district of this municipality has this code or name"))


def _row(cells: Sequence[str], roles: Mapping[str, int], kind: str, known: _Known) -> dict:
    """A line as a figure. Raises ValueError with why it cannot be used."""

    def cell(role: str) -> str:
        return cells[roles[role]].strip() if role in roles and roles[role] < len(cells) else ""

    code = _kind(cell(INDICATOR)) if INDICATOR in roles else kind
    if code not in kinds.BY_CODE:
        raise ValueError(_("not a figure that these pictures know"))
    what = kinds.BY_CODE[code]
    value, status = _value(cell(VALUE), what)
    group = GROUPS.get(_plain(cell(GROUP)))
    if group is None:
        raise ValueError(_("not a group that these pictures know"))
    return {
        "code": known.code(cell(KEY), what.place), "kind": code, "period": _period(cell(PERIOD)), "group": group,
        "value": value, "n": _count(cell(N)), "status": status,
    }  # fmt: skip


def _kind(text: str) -> str:
    plain = _plain(text)
    words = {_plain(word): kind.code for kind in kinds.KINDS for word in (*kind.words, kind.code, kind.indicator_id)}
    return words.get(plain, "")


def _period(text: str) -> str:
    """2018, 2018-2019 or 2018/2019, 2018-19. Raises ValueError."""
    found = re.fullmatch(r"(\d{4})(?:\s*[-–/]\s*(\d{4}|\d{2}))?", text)
    if not found:
        raise ValueError(_("the period is not a year or school year"))
    start, end = found.groups()
    return start if not end else f"{start}-{end if len(end) == 4 else start[:2] + end}"


def _number(text: str) -> float | None:
    plain = text.replace("%", "").replace("\u00a0", "").strip()
    if not NUMBER.fullmatch(plain):
        return None
    return float(plain.replace(".", "").replace(",", ".") if "," in plain else plain)


def _value(text: str, kind: kinds.Kind) -> tuple[float | None, str]:
    """The figure and its status. Raises ValueError for what is no figure, or lies beyond what it can be."""
    if text.strip().lower() in NOTHING:
        return None, "missing"
    if HIDDEN.fullmatch(text.strip()):
        return None, "suppressed"
    value = _number(text)
    if value is None:
        raise ValueError(_("the value is no number"))
    low, high = (0, 100) if kind.unit == "pct" else (1, 6)
    if not low <= value <= high:
        raise ValueError(_("the value lies outside {low} to {high}", low=low, high=high))
    return value, "observed"


def _count(text: str) -> float | None:
    """A number of people; '' and what is no whole number of them is not known. 1.982 is a thousand and more."""
    plain = text.replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"\d{1,2}(\.\d{3}){1,2}|\d{3}\.\d{3}", plain):
        return float(plain.replace(".", ""))
    return float(plain) if re.fullmatch(r"\d{1,8}", plain) else None


def template(scope: Scope) -> pd.DataFrame:
    """An empty example: the eight wijk indicators and those of the other pictures, for two districts of the scope."""
    districts, town = list(scope.districts["area_code"][:2]), scope.municipalities[0]
    of_districts = [kind.code for kind in kinds.KINDS if kind.place == kinds.AREA and kind.code != "havo_vwo_17"]
    rows = [
        (kind, code, period, "")
        for kind in of_districts for code in districts for period in ("2016-2018", "2018-2020")
    ]  # fmt: skip
    rows += [("havo_vwo_17", town, "2023-2024", group) for group in ("hoog", "midden", "laag")]
    rows += [(kind.code, "", "2023-2024", "") for kind in kinds.KINDS if kind.place == kinds.SCHOOL]
    return pd.DataFrame(rows, columns=[INDICATOR, KEY, PERIOD, GROUP]).assign(**{VALUE: "", N: ""})
