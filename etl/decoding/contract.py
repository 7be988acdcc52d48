"""Judges raw frames against what their source declares; every violation is reported at once.

One rule, one mask, one line in the report. A field with `on_error: issue` does not stop the build: its bad
cells are emptied and come back as issue rows (line, key, field, value, expected, rule). Known errors of the
source (etl/corrections.yml) are set right first and come back as issue rows too.
"""

import re
from collections.abc import Iterator

import pandas as pd

from etl.declared import corrections
from etl.declared.source_form import Field, Table, Vintage
from etl.errors import ContractBroken, SourceChanged

TYPES = {
    "text": ".*",
    "count": r"[0-9]+",
    "count by thousands": r"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})*",
    "number": r"-?[0-9]*\.?[0-9]+(?:[eE]-?[0-9]+)?",
    "number_comma": r"-?[0-9]*,?[0-9]+",
    "date": r"(?:19|20)[0-9]{6}",
    "code": r"\S+",
}
LIKE_THOUSANDS = {"number": r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+", "number_comma": r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+"}
MARKS = {"number": ".", "number_comma": ","}
FEWEST_LIKE_THOUSANDS = 5  # fewer may have three digits by chance
FEWEST_NOUGHTS = 20  # cells; of fewer all may be 0
NOUGHT = re.compile(r"0+(?:[.,]0+)?")
ISSUE_COLUMNS = ["line", "key", "field", "value", "expected", "rule"]


def check(table: Table, vintage: Vintage, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(frame with known errors corrected, bad cells emptied and equal duplicates dropped, issue rows).

    Raises ContractBroken with every violated rule, its count and its first lines, SourceChanged where a known error
    is not there any more.
    """
    refused: list[str] = list(_row_count(table, vintage, frame))
    frame, corrected = _correct(table, vintage, frame.copy())
    issues: list[pd.DataFrame] = [corrected]
    for spec in table.fields.values():
        for rule, expected, mask in _violations(spec, vintage, frame[spec.name].str.strip()):
            if not mask.any():
                continue
            if spec.on_error == "issue":
                issues.append(_issue_rows(table, frame[mask], spec.name, expected, f"cell_{rule}"))
                frame.loc[mask, spec.name] = ""
            else:
                refused.append(_report(frame[mask], spec.name, rule, expected))
        refused += _like_thousands(spec, frame[spec.name].str.strip())
        refused += _noughts(spec, frame[spec.name].str.strip())
    frame, repeats, conflicts = _judge_key(table, frame)
    frame = _plain(table, vintage, frame)
    refused += _totals(table, vintage, frame)
    issues.append(repeats)
    refused += conflicts
    if refused:
        raise ContractBroken(
            f"{table.name} {vintage.name}: {len(refused)} rule(s) broken.\n  "
            + "\n  ".join(refused)
            + "\nLook at these lines in the source file."
        )
    return frame, pd.concat(issues, ignore_index=True)


def _row_count(table: Table, vintage: Vintage, frame: pd.DataFrame) -> Iterator[str]:
    low, high = vintage.rows.get(table.name, (1, 10**9))
    if not low <= len(frame) <= high:
        yield f"rows: expected {low} to {high}, found {len(frame)}."


def _correct(table: Table, vintage: Vintage, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(frame with the known errors set right, one issue row per corrected cell)."""
    told, stale = [pd.DataFrame(columns=ISSUE_COLUMNS)], []
    keys = _key_text(table, frame)
    for known in corrections.of(table.name, vintage.name):
        rows = frame[keys == known.key]
        found = sorted(set(rows[known.field].str.strip()))
        if found != [known.expect]:
            stale.append(f"{known.key} {known.field}: expected the known error {known.expect!r}, found {found}")
            continue
        told.append(_issue_rows(table, rows, known.field, known.value, "corrected"))
        frame.loc[rows.index, known.field] = known.value
    if stale:
        raise SourceChanged(
            f"{table.name} {vintage.name}: {'; '.join(stale)}. The publisher changed it: look at the cell and take "
            f"the entry out of etl/corrections.yml, or set it right."
        )
    return frame, pd.concat(told, ignore_index=True)


def _violations(spec: Field, vintage: Vintage, cells: pd.Series) -> Iterator[tuple[str, str, pd.Series]]:
    """Rule, what was expected, and the mask of the cells that break it."""
    filled = cells != ""
    pattern = re.compile(_pattern(spec, vintage))
    shaped = cells.map({cell: bool(pattern.fullmatch(cell)) for cell in cells.unique()})
    if spec.required and (not spec.shapes or vintage.shape in spec.shapes):
        yield "required", "a value", ~filled
    yield "pattern", f"{spec.type} like {pattern.pattern}", filled & ~shaped
    if spec.is_reference_date:
        wanted = vintage.reference_date.strftime("%Y%m%d")
        yield "reference date", f"{wanted} (vintage {vintage.name})", filled & shaped & (cells != wanted)
    if spec.values:
        yield "values", f"one of {', '.join(spec.values)}", filled & ~cells.isin(spec.values)
    if spec.minimum is not None or spec.maximum is not None:
        low = float("-inf") if spec.minimum is None else spec.minimum
        high = float("inf") if spec.maximum is None else spec.maximum
        digits = cells.where(filled & shaped)
        if spec.type == "count" and vintage.dialect.thousands:
            digits = digits.str.replace(vintage.dialect.thousands, "", regex=False)
        numbers = pd.to_numeric(digits.str.replace(",", "."), errors="coerce")
        yield "range", f"{low} to {high}", numbers.notna() & ~numbers.between(low, high)


def _pattern(spec: Field, vintage: Vintage) -> str:
    """What a field's cells look like in this vintage: with its thousands, and with "<5" where it hides."""
    pattern = spec.pattern or TYPES[spec.type]
    if spec.type == "count" and spec.pattern is None and vintage.dialect.thousands:
        pattern = TYPES["count by thousands"].format(mark=re.escape(vintage.dialect.thousands))
    return f"{pattern}|<5" if spec.may_hide and vintage.hides else pattern


def _plain(table: Table, vintage: Vintage, frame: pd.DataFrame) -> pd.DataFrame:
    """Counts without the declared mark between thousands: what is read after is digits only."""
    if vintage.dialect.thousands:
        for spec in table.fields.values():
            if spec.type == "count" and spec.pattern is None:
                frame[spec.name] = frame[spec.name].str.replace(vintage.dialect.thousands, "", regex=False)
    return frame


def _like_thousands(spec: Field, cells: pd.Series) -> Iterator[str]:
    """Numbers with a mark that all look like 1.234 or 1.234.567: they are thousands, read as 1 and a bit.

    With a decimal comma only where they would be figures of the field: a mean of 535,123 is no half a million.
    """
    mark = MARKS.get(spec.type, "")
    marked = cells[cells.str.contains(mark, regex=False)] if mark else cells.iloc[:0]
    if len(marked) < FEWEST_LIKE_THOUSANDS or not marked.str.fullmatch(LIKE_THOUSANDS[spec.type]).all():
        return
    whole = pd.to_numeric(marked.str.replace(mark, "", regex=False))
    if spec.type == "number" or (spec.maximum is not None and (whole <= spec.maximum).all()):
        yield (
            f"{spec.name} (thousands): expected decimals of any length, found {len(marked)} cells with a mark and "
            f"three digits behind it, as {marked.iloc[0]!r}. They look like thousands: declare the field as a count."
        )


def _totals(table: Table, vintage: Vintage, frame: pd.DataFrame) -> Iterator[str]:
    """The sums that the publisher states; hidden cells are in none of them."""
    for name, wanted in vintage.totals.get(table.name, {}).items():
        found = pd.to_numeric(frame[name].str.strip().str.replace(",", "."), errors="coerce").sum()
        if abs(found - wanted) > 1e-6 * max(1, abs(wanted)):
            yield f"{name} (total): expected {wanted} as the publisher states, found {round(float(found), 4)}."


def _key_text(table: Table, rows: pd.DataFrame) -> pd.Series:
    if not table.key:
        return pd.Series("", index=rows.index)
    first, *rest = (rows[name].str.strip() for name in table.key)
    return first.str.cat(rest, sep="/") if rest else first


def _issue_rows(table: Table, rows: pd.DataFrame, field: str, expected: str, rule: str) -> pd.DataFrame:
    facts = {"line": rows["line"], "key": _key_text(table, rows), "field": field, "value": rows[field]}
    return pd.DataFrame(facts).assign(expected=expected, rule=rule)[ISSUE_COLUMNS]


def _report(rows: pd.DataFrame, field: str, rule: str, expected: str) -> str:
    first = rows.head(3)
    shown = "; ".join(f"line {line}: {cell!r}" for line, cell in zip(first["line"], first[field], strict=True))
    return f"{field} ({rule}): expected {expected}, found {len(rows)} other cell(s): {shown}."


def _noughts(spec: Field, cells: pd.Series) -> Iterator[str]:
    """A column of figures that is 0 from top to bottom: made ready by its publisher, and not filled yet."""
    is_figures = spec.type in ("count", "number", "number_comma") or (spec.type == "text" and spec.pattern is not None)
    if spec.may_be_nought or not is_figures:
        return
    filled = cells[cells != ""]
    if len(filled) >= FEWEST_NOUGHTS and all(NOUGHT.fullmatch(cell) for cell in filled.unique()):
        yield (
            f"{spec.name} (noughts): expected figures, found 0 in each of {len(filled)} cells. The publisher has "
            f"probably not filled this column yet; take an earlier file."
        )


def _judge_key(table: Table, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Equal repeats are dropped and told; the same key with different content is refused."""
    none = pd.DataFrame(columns=ISSUE_COLUMNS)
    if not table.key:
        return frame, none, []
    key = list(table.key)
    stripped = frame[key].apply(lambda column: column.str.strip())
    if not stripped.duplicated().any():
        return frame, none, []
    equal = frame.drop(columns="line").apply(lambda column: column.str.strip()).duplicated()
    clash = frame[stripped[~equal].duplicated(keep=False).reindex(frame.index, fill_value=False)]
    conflicts = []
    if len(clash):
        name = _key_text(table, clash.head(4))
        shown = "; ".join(f"line {line}: {k}" for line, k in zip(clash["line"].head(4), name, strict=True))
        conflicts.append(
            f"key {'+'.join(key)}: expected each once, found {len(clash)} rows that share a key but differ: {shown}."
        )
    repeats = _issue_rows(table, frame[equal], key[0], "each record once", "row_repeated")
    return frame[~equal], repeats, conflicts
