"""Closed figures and advices of the stand-in mart, all by rule: no random number, so that the others stay."""

from __future__ import annotations

import duckdb

CLOSED = [
    # indicator, Dutch, English, unit, decimals, direction
    ("gka_afstroom_pct", "Afstroom per wijk (GKA)", "Downward flow per district (GKA)", "pct", 1, "higher_is_worse"),
    ("gka_toetsadvies_mean", "Gemiddeld toetsadvies (GKA)", "Mean test advice (GKA)", "score", 2, "higher_is_better"),
    ("gka_apcg_pct", "Uit armoedegebied (GKA)", "From poverty area (GKA)", "pct", 0, "higher_is_worse"),
    ("gka_havo_vwo_17_pct", "17 jaar in havo of vwo (GKA)", "Aged 17 in havo or vwo (GKA)", "pct", 0,
     "higher_is_better"),
]  # fmt: skip
ADVICES = [("po_advice_mean", "Gemiddeld schooladvies", "Mean school advice", "score", 2),
           ("po_advice_count", "Schooladviezen", "School advices", "pupils", 0)]  # fmt: skip
WORDS = {"pct": "'%','%','%','%'", "score": "'','','',''", "pupils": "'leerling','leerlingen','pupil','pupils'"}


def add(con: duckdb.DuckDBPyConnection) -> None:
    """Every table of closed figures, and the open advices of institutions."""
    for order, row in enumerate(CLOSED):
        _indicator(con, 100 + order, row, "closed", "indicator_import")
    for order, row in enumerate(ADVICES):
        _indicator(con, 200 + order, (*row, "neutral"), "open", "duo_schooladviezen_afgeleid")
    _flow(con)
    _schools(con)
    _institutions(con)
    _parents(con)
    _advices(con)


def _indicator(con, order: int, row: tuple, visibility: str, source: str) -> None:
    code, nl, en, unit, decimals, direction = row
    con.execute(
        "insert into mart.indicator (indicator_id, name_nl, name_en, description_nl, description_en, unit, unit_nl_one,"
        " unit_nl_many, unit_en_one, unit_en_many, decimals, direction, levels, source_id, method_nl, method_en,"
        f" palette, is_on_map, sort_order, is_comparable, visibility) select ?,?,?,?,?,?,{WORDS[unit]},?,?,"
        f"'district',?,'Zoals de leverancier telt.','As the deliverer counts.','amount',false,{order},false,?",
        [code, nl, en, f"Uitleg over {nl}.", f"About {en}.", unit, decimals, direction, source, visibility],
    )


def _flow(con) -> None:
    """Two periods per district; the first district of each municipality went down by half of its figure."""
    con.execute(
        "insert into mart.closed_area_value select area_code, level, 'gka_afstroom_pct', p.period, 'all',"
        " case when level = 'district' and area_code[-1] = '0' and p.k = 1 then 4.0 else 8.0 end, null, null, 1200,"
        " 'observed', null from mart.area cross join (values ('2016-2018', 0), ('2018-2020', 1)) as p (period, k)"
        " where level in ('district', 'municipality', 'country') and area_code not in ('WK900302', 'WK900002')"
    )
    con.execute(
        "insert into mart.closed_area_value values"
        " ('WK900002', 'district', 'gka_afstroom_pct', '2018-2020', 'all', null, null, null, null, 'withheld', null)"
    )


def _schools(con) -> None:
    years = "(values ('2018-2019', 0), ('2020-2021', 1)) as y (period, k)"
    con.execute(
        "insert into mart.closed_school_value select school_id, 'gka_toetsadvies_mean', y.period, 'all',"
        " round(3.4 + (pupils_count % 17) / 10.0 + 0.1 * y.k, 2), null, null, 25, 'observed', null"
        f" from mart.school cross join {years} where sector = 'PO' and is_listed"
    )
    con.execute(
        "insert into mart.closed_school_value select school_id, 'gka_apcg_pct', y.period, 'all',"
        " (pupils_count % 90) + y.k, null, null, null, 'observed', null"
        f" from mart.school cross join {years} where sector = 'PO' and is_listed"
    )


def _institutions(con) -> None:
    """One school whose figure was delivered of its institution."""
    con.execute(
        "insert into mart.closed_institution_value select '903A', indicator_id, period, group_code, value, lower,"
        " upper, n, status, quality_flag from mart.closed_school_value"
        " where school_id = '903A00' and indicator_id = 'gka_toetsadvies_mean'"
    )
    con.execute(
        "delete from mart.closed_school_value where school_id = '903A00' and indicator_id = 'gka_toetsadvies_mean'"
    )


def _parents(con) -> None:
    con.execute(
        "insert into mart.closed_area_value select area_code, level, 'gka_havo_vwo_17_pct', y.period, g.code,"
        " g.share + y.k, null, null, 400, 'observed', null from mart.area"
        " cross join (values ('2019-2020', 0), ('2020-2021', 1)) as y (period, k) cross join (values"
        " ('parents_low', 33.0), ('parents_middle', 48.0), ('parents_high', 74.0), ('all', 51.0)) as g (code, share)"
        " where level in ('municipality', 'country')"
    )


def _advices(con) -> None:
    """Ten havo, ten vmbo-gt and five vwo at each primary school; a year later three counts are hidden."""
    con.execute(
        "insert into mart.institution_value select brin, 'po_advice_count', y.period, a.code,"
        " case when y.k = 0 or a.code = 'havo' then a.n end, null, null, null,"
        " case when y.k = 0 or a.code = 'havo' then 'observed' else 'suppressed' end, null"
        " from mart.school cross join (values ('2020-2021', 0), ('2022-2023', 1)) as y (period, k)"
        " cross join (values ('havo', 10), ('vmbo_gt', 10), ('vwo', 5)) as a (code, n)"
        " where sector = 'PO' and is_listed"
    )
    con.execute(
        "insert into mart.institution_value select brin, 'po_advice_mean', y.period, 'all',"
        " case when y.k = 0 then 4.8 + (pupils_count % 7) / 20.0 end, null, null, case when y.k = 0 then 25 end,"
        " case when y.k = 0 then 'observed' else 'suppressed' end, null"
        " from mart.school cross join (values ('2020-2021', 0), ('2022-2023', 1)) as y (period, k)"
        " where sector = 'PO' and is_listed"
    )
