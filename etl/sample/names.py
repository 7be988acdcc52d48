"""Invented names: every stem below starts no place, wijk or buurt name in the Netherlands (checked by hand)."""

from __future__ import annotations

import unicodedata

import numpy as np

STEMS = """Aldrem Zwelm Quarm Brunsel Dwarl Elverm Fjelm Garrelm Hoëlm Ivarm Jorwel Kwend Lorkel Merwind Nolver
Oëlm Pralm Rulm Sjarm Tjorm Ulvern Vlarm Wrelm IJzelm Zolm Brúnswâl Dremmel Eskwoud Frelm Gronsel Hamwel
Ildervan Jelmer Karwoud Lûnsel Morvel Nijswal Orvem Plovel Ravelm Sturvel Twelm Urvel Vennewel Warvel
Zavelm Brelm Clarvel Drolm Elsward Folvel Grelm Hulvern Irmwoud Joldrem Krelm Lavelm Mulvern Narwel Olmer
Pelvern Rodwel Snelvoer Tarwel Uilvern Volmer Wulvern IJvern Zilvern Bolvern Dalvern Ervel Farwoud Gilvern
Harvoer Isvern Kolvern Lisvoer Mandrem Nelvoer Osvern Polvern Rasvern Silvoer Tolvern Varsvoer Welvern
Zulvern Bravoer Dorvern Elvoer Galvoer Haldrem Kelvoer Lemvoer Milvern Noldrem Pirvoer Roldrem Saldrem
Teldrem Valdrem Wildrem Zeldrem Borsvoer Darsvoer Felsvoer Horsvoer Kalsvoer Larsvoer Marsvoer Nersvoer
Persvoer Rilsvoer Solsvoer Tersvoer Vulsvoer Wersvoer Zersvoer Akkerdrem Berdrem Cordrem Duindrem Fendrem
Gaardrem Heidrem Kindrem Lindrem Moldrem Nandrem Oosdrem Pandrem Rendrem Sandrem Tindrem Vandrem Wendrem""".split()
TOWNS = """berge drecht muide wolde haven hage horst stede monde kerk wijk burg zijl oord dam veen loo rade
broek zand ingen heem um werd sloot dijk kapelle hoeve lo beek""".split()
PARTS = """hoek veld kamp park dreef akker hof weide bos plein kade laar es meent horn gaarde rak brug end
poort kreek duin eiland tuinen singel molen kroft stuk gors""".split()
ROADS = "straat laan weg pad dreef singel hof kade plein steeg gracht plantsoen baan erf".split()
FIRST = """Kristal Kwarts Maan Barnsteen Wolken Nevel Planeten Tinnen Zout Donder Amber Parel Schemer Vonken
Bries Storm Zonne Kobalt Glimmer Inkt Ankerwind Dauw Ochtend Saffier Vuurtoren Perkament""".split()
NEUTER = "schip anker bos eiland huis kompas veer lied nest vuur zeil raadsel venster".split()
COMMON = """linde vlinder uil vogel boog brug toren molen vonk reiger walvis kapitein schelp ster beuk
zwaluw meander sprong ladder egel notenboom wilg speurneus kiem golf brigantijn""".split()
PROVINCES = """Noorderzilt Zuiderzilt Elverland Kwendeland Merwindia Dwarlemark Tjormeland Welvernland
Zolmergouw Praland-Oëlm Grelmerwaard Ulvergouw""".split()
ODD_TOWNS = ["'s-Elvermsande", "Brúnswâldmarke", "IJzelmzicht"]


def plain_upper(name: str, apostrophe: bool = True) -> str:
    """A place name as DUO's lists write it: upper case, no accents; municipalities lose the apostrophe too."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    return text if apostrophe else text.replace("'S-", "S ").replace("'", "").strip()


def places(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different place names; about one in fifteen with an article, a saint or a hyphen."""
    stems, ends = len(STEMS), len(TOWNS)
    picks = rng.permutation(stems * ends)[:count]
    extra = rng.random(count)
    return [_dressed(STEMS[p % stems] + TOWNS[p // stems], x) for p, x in zip(picks, extra, strict=True)]


def _dressed(name: str, chance: float) -> str:
    """The name with now and then a Dutch trimming: 's-, 't, Sint- or a suffix."""
    if chance < 0.02:
        return "'s-" + name
    if chance < 0.035:
        return "Sint-" + name
    if chance < 0.05:
        return name + " aan Zee"
    if chance < 0.065:
        return "Oud-" + name
    return name


def quarters(rng: np.random.Generator, count: int) -> list[str]:
    """`count` names for wijken and buurten of one municipality, all different."""
    total = len(STEMS) * len(PARTS)
    picks = rng.choice(total, size=count, replace=False)
    return [STEMS[p % len(STEMS)] + PARTS[p // len(STEMS)] for p in picks]


def streets(rng: np.random.Generator, count: int) -> list[str]:
    """`count` street names of at most 24 characters (DUO's width), repeats allowed."""
    first = rng.integers(len(STEMS), size=count)
    last = rng.integers(len(ROADS), size=count)
    return [(STEMS[a] + ROADS[b])[:24] for a, b in zip(first, last, strict=True)]


def school_cores(rng: np.random.Generator, count: int) -> list[str]:
    """`count` school names such as "De Zilverlinde" or "Het Maanschip", repeated only when the list is used up."""
    common = [f"De {a}{b}" for a in FIRST for b in COMMON]
    every = common + [f"Het {a}{b}" for a in FIRST for b in NEUTER]
    rounds = -(-count // len(every))
    return [every[i] for _ in range(rounds) for i in rng.permutation(len(every))][:count]
