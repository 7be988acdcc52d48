"""Words that mean the same in this field, and words that say in what form something is given rather than what. Pure."""

from __future__ import annotations

# per line what people say for one thing; a word of two things stands on two lines
SAME = tuple(
    frozenset(line.split())
    for line in """
    maatje buddy mentor mentoring coach coaching tutor
    docent leraar leerkracht juf meester onderwijzer teacher
    bijscholing nascholing scholing professionalisering deskundigheidsbevordering
    programmeren coderen coding programming
    theater toneel drama voorstelling
    muziek zang zingen instrument orkest
    gym sport sporten bewegen
    beroep baan vak career carriere
    stage snuffelstage meelopen
    bedrijf onderneming werkgever
    ouder moeder vader gezin
    grootouder opa oma
    nieuwkomer vluchteling anderstalige statushouder nt2
    armoede schulden geld financieel financiele budget
    overstap overgang doorstroom transitie
    brugklas middelbare
    natuur buiten bos groen
    eten ontbijt koken voeding lunch
    presenteren spreken spreekbeurt spreekangst spreekvaardigheid
    zelfvertrouwen durf weerbaarheid faalangst
    film video filmen camera
    nieuws journaal krant journalistiek
    proef proefje experiment science
    techniek technologie gereedschap
    rekenen wiskunde sommen math
    vrijwilliger vrijwilligerswerk
    """.strip().splitlines()
)
WORDS = tuple(sorted(frozenset().union(*SAME)))

# with another word beside them they decide nothing: muziekles, muziek op school and muziek are the same wish
FORM = frozenset(
    [
        "les", "lessen", "bijles", "cursus", "training", "workshop", "club", "activiteit", "aanbod", "hulp",
        "helpen", "begeleiding", "begeleiden", "ondersteuning", "school", "scholen", "klas", "leerling",
        "leerlingen", "kind", "kinderen", "jongere", "jongeren", "maken", "doen", "geven", "volgen", "omgaan",
        "leren", "oefenen", "zoeken", "lesson", "lessons", "class", "pupils", "children", "help",
    ]
)  # fmt: skip
