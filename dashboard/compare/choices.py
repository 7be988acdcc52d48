"""The choices of page Wijken vergelijken that have a fixed list: each by its word in the URL."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """`niveau`: what is compared."""

    DISTRICT = "wijk"
    MUNICIPALITY = "gemeente"


class BenchmarkKind(StrEnum):
    """`vergelijk`: what areas are compared with."""

    COUNTRY = "land"
    MUNICIPALITY = "gemeente"
    PROVINCE = "provincie"
    GKA = "gka"
    URBANITY = "stedelijkheid"
    TWINS = "tweelingen"
    REGION = "regio"


class View(StrEnum):
    """`weergave`: the picture."""

    DIFFERENCE = "verschil"
    TABLE = "tabel"
    TIME = "tijd"
    PERIODS = "perioden"
    FUNNEL = "trechter"
    TWINS = "tweelingen"
    MAP = "kaart"


class Dots(StrEnum):
    """`punten`: what a funnel is of."""

    AREAS = "gebieden"
    SCHOOLS = "scholen"


class Mean(StrEnum):
    """`midden`: whose mean the schools of a funnel are drawn around."""

    MUNICIPALITY = "gemeente"
    COUNTRY = "land"
