"""What an own file can hold: the eight wijk indicators of GKA's factsheets of 2019, and those of the other pictures."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.frame.language import _
from dashboard.frame.records import Indicator
from dashboard.gka import figures

AREA, SCHOOL = "area", "school"


@dataclass(frozen=True)
class Kind:
    """One figure: its code in the file, the id that pictures know it by, of what it is, and how files call it."""

    code: str
    indicator_id: str
    place: str
    words: tuple[str, ...]
    unit: str = "pct"
    decimals: int = 1
    direction: str = "neutral"


KINDS = (
    Kind("afstroom", figures.FLOW, AREA, ("afstroom", "afstromers", "afstroompercentage"), direction="higher_is_worse"),
    Kind("opstroom", "own_opstroom", AREA, ("opstroom", "opstromers")),
    Kind("zittenblijven", "own_zittenblijven", AREA, ("zittenblijven", "zittenblijvers", "doubleren", "doublures"),
         direction="higher_is_worse"),
    Kind("heroverwegingen", "own_heroverwegingen", AREA, ("heroverwegingen", "heroverweging")),
    Kind("bijstellingen", "own_bijstellingen", AREA, ("bijstellingen", "bijstelling", "bijgesteld advies")),
    Kind("stapelaars_vo", "own_stapelaars_vo", AREA, ("stapelaars vo", "stapelen vo", "stapelaars_vo")),
    Kind("stapelaars_mbo", "own_stapelaars_mbo", AREA, ("stapelaars mbo", "stapelen mbo", "stapelaars_mbo")),
    Kind("opleidingsmobiliteit", "own_opleidingsmobiliteit", AREA, ("opleidingsmobiliteit", "mobiliteit"),
         direction="higher_is_better"),
    Kind("havo_vwo_17", figures.SEVENTEEN, AREA, ("havo vwo 17", "havo_vwo_17", "17 jarigen", "17-jarigen"),
         decimals=0, direction="higher_is_better"),
    Kind("toetsadvies", figures.TEST, SCHOOL, ("toetsadvies", "gemiddeld toetsadvies"), "score", 2,
         "higher_is_better"),
    Kind("armoede", figures.POOR, SCHOOL, ("armoede", "armoedegebied", "apcg"), decimals=0,
         direction="higher_is_worse"),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in KINDS}


def names() -> dict[str, str]:
    """Code -> name in the reader's language."""
    return {
        "afstroom": _("Downward flow"), "opstroom": _("Upward flow"), "zittenblijven": _("Repeaters"),
        "heroverwegingen": _("Advices reconsidered"), "bijstellingen": _("Advices raised"),
        "stapelaars_vo": _("A second diploma in secondary education"),
        "stapelaars_mbo": _("A second diploma in vocational education"),
        "opleidingsmobiliteit": _("Educational mobility"),
        "havo_vwo_17": _("17-year-olds in havo, vwo or higher education"),
        "toetsadvies": _("Advice of the test"), "armoede": _("Pupils from a poverty area"),
    }  # fmt: skip


def indicator(kind: Kind) -> Indicator:
    """The record that pictures are drawn with."""
    name = names()[kind.code]
    sign = "%" if kind.unit == "pct" else ""
    return Indicator(
        kind.indicator_id, name_nl=name, name_en=name, unit=kind.unit, unit_nl_one=sign, unit_nl_many=sign,
        unit_en_one=sign, unit_en_many=sign, decimals=kind.decimals, direction=kind.direction,
        method_nl=method(), method_en=method(), source_id="own_file",
    )  # fmt: skip


def method() -> str:
    return _("By the definition of whoever made the file: this program does not know it.")
