"""What the tests of every page must know of a page: one row per page of the registry, on the stand-in mart.

A page that is added gets a row here; `test_cases.py` says so. Its views, states and names are then looked at by all
tests that hold for every page, without a browser (this folder) and with one (tests/browser/test_every_page_browser.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.pack import pdf
from tests.support.asked import YEAR
from tests.support.delivered import DELIVERY, PARTNER
from tests.support.states import STATES

Link = Mapping[str, str]  # choices in the address


@dataclass(frozen=True)
class Task:
    """Something a reader does without a mouse: the box or button with this name gets focus, then these keys."""

    role: str
    name: str
    keys: tuple[str, ...]
    then: Link  # the choices that the address gains by it
    on: str = ""  # the choices the page is opened with
    is_undone: bool = True  # by the back button; the language is the reader's and stays


@dataclass(frozen=True)
class Case:
    """One page. Every view differs from the others; the first is the one whose states are told in `says`."""

    views: tuple[Link, ...]
    says: Mapping[str, str]  # state of STATES -> words of the sentence with which the first view tells it
    task: Task
    asks: bool = True  # more than what the build says of itself
    has_map: bool = False
    has_table: bool = False
    downloads: frozenset[str] = frozenset()  # labels of all download buttons of all views
    is_named: bool = False  # its title is the name of what it shows
    names: frozenset[str] = frozenset()  # kinds of people's names that its views show: keys of hostile.KINDS


TOWNS = {"gebied": "regio", "gemeenten": "GM9000,GM9001", "regionaam": "Kust"}
TWO = {"gebieden": "WK900000,WK900001"}
LANGUAGE = Task("radio", "EN", ("Space",), {"lang": "en"}, is_undone=False)


class Cases(dict[str, Case]):
    """Path -> case; a page without one fails each test that asks for it, with what to do."""

    def __missing__(self, path: str) -> Case:
        raise AssertionError(f"page {path} has no row: add a Case to CASES in tests/pages/cases.py")


CASES = Cases({
    "overzicht": Case(
        views=({}, {"gebied": "GM9000", "sector": "VO"}, TOWNS),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "Er zijn nog geen partnergegevens",
            "all suppressed": "Hun deel van de behoefte is niet bekend",
            "one row": "op de enige PO-school",
        },
        task=Task("combobox", "Gebied", ("Krelm", "Enter"), {"gebied": "GM"}),
        downloads=frozenset({"Gebieden (CSV)", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"partner", "area"}),
        has_map=True,
    ),
    "kaart": Case(
        views=(
            {},
            {"keuze": "WK900001", "indicator": "ses_woa"},
            {"niveau": "provincie", "indicator": "ses_woa"},
            {"gebied": "GM9002", "indicator": "po_need_load"},
            {"vorm": "tabel", "indicator": "ses_woa"},
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "8 van de 11 wijken boven het landelijke cijfer",
            "all suppressed": "Geen cijfers op dit niveau",
            "one row": "1,10 punt per leerling in Noord",
        },
        task=Task("combobox", "Indicator", ("SES", "Enter"), {"indicator": "ses_woa"}),
        has_table=True,
        downloads=frozenset({"CSV", "Gebieden (CSV)", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"school", "municipality", "area"}),
        has_map=True,
    ),
    "dekking": Case(
        views=(
            {},
            {"weergave": "samen", "niveau": "gemeente"},
            {"vorm": "tabel"},
            {"weergave": "wit", "niveau": "gemeente"},
            {"vorm": "partners", "gebied": "GM9000"},
            {"keuze": "WK900000", "weergave": "aanwezig"},
            {"partners": "brug", "weergave": "deelnemers"},
            TOWNS,
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "Er zijn nog geen gegevens van partners",
            "all suppressed": "Er zijn geen cijfers over behoefte voor Nederland",
            "one row": "In Nederland zijn in schooljaar 2019-2020 partners actief op scholen met 100 %",
        },
        task=Task("combobox", "Kies een gebied", ("Krelm", "Enter"), {"keuze": "GM"}, "?niveau=gemeente"),
        has_table=True,
        downloads=frozenset({"Gebieden (CSV)", "Witte plekken (CSV)", "Scholen (CSV)", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"partner", "school", "municipality", "area"}),
        has_map=True,
    ),
    "doelscholen": Case(
        views=(
            {},
            {"sector": "VO"},
            {"keuze": "900A00", "meten": "totaal"},
            {"voorkeuze": "nieuw"},
            {"partners": "brug"},
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "Elke school telt als onbereikt",
            "all suppressed": "Geen school heeft een score",
            "one row": "1 school een score",
        },
        task=Task("combobox", "Gebied", ("Krelm", "Enter"), {"gebied": "GM"}),
        has_table=True,
        downloads=frozenset({"CSV", "XLSX", "GeoJSON", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"partner", "school", "municipality", "area"}),
        has_map=True,
    ),
    "zoeken": Case(
        views=({"q": "springplank"}, {}, {"q": "School 04", "sector": "VO"}, {"q": "Aderveen", "gesloten": "0"}),
        says={
            "empty": "Er is geen school gevonden voor",
            "no partner": "School 01 in Aderveen lijkt het meest",
            "all suppressed": "School 01 in Aderveen lijkt het meest",
            "one row": "Geen school gevonden voor",
        },
        task=Task("radio", "PO", ("Space",), {"sector": "PO"}, on="?q=School"),
        names=frozenset({"school", "municipality", "area"}),
    ),
    "school": Case(
        views=(
            {"school": "900A00"},
            {},
            {"school": "904A00"},
            {"school": "930A00"},
            {"school": "900A00", "deel": "aanvraag", "thema": "language"},
        ),
        says={
            "empty": "Geen school met nummer 900A00",
            "no partner": "Op deze school werkt nu geen partner",
            "all suppressed": "Er is geen cijfer over behoefte van deze school",
            "one row": "Op deze school werkt nu één partner",
        },
        task=Task("radio", "Aanvraag", ("Space",), {"deel": "aanvraag"}, on="?school=90AP00"),
        downloads=frozenset({"CSV", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"partner", "programme", "school", "municipality", "area"}),
        has_map=True,
        is_named=True,
    ),
    "planner": Case(
        views=(
            {},
            {"po": "2", "vo": "1", "km": "geen"},
            {"weergave": "zonder-eisen"},
            {"weergave": "eigen", "eigen": "900A00,904A00"},
            {"regios": "9"},
            {"prijzen": "1", "hoe-vast": "1", "po": "2", "vo": "1", "km": "geen"},
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "Elke school telt als zonder partner",
            "all suppressed": "Hier kan geen school gekozen worden",
            "one row": "geen voorstel mogelijk",
        },
        task=Task("combobox", "Gebied", ("Krelm", "Enter"), {"gebied": "GM"}),
        has_table=True,
        downloads=frozenset({"CSV", "XLSX", "GeoJSON", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"partner", "school", "municipality", "area"}),
        has_map=True,
    ),
    "verdeeltafel": Case(
        views=(
            {},
            {"namens": "brug"},
            {"vak": "5-0"},
            {"scholen": "900A00,904A00"},
            {"sector": "VO", "gemerkt": "1"},
            {"deel": "wat-als"},
            TOWNS,
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "Er zijn nog geen gegevens van partners",
            "all suppressed": "Er zijn in Nederland geen scholen van deze sector met een cijfer over behoefte",
            "one row": "Geen school in Nederland staat in de zwaarste tiende van het land",
        },
        task=Task("combobox", "Gebied", ("Krelm", "Enter"), {"gebied": "GM"}),
        downloads=frozenset(
            {
                "Vak (XLSX)",
                "Lijst (XLSX)",
                "Scholen van de matrix (CSV)",
                "Blad van deze partner (XLSX)",
                "Wat als (CSV)",
            }
        ),
        names=frozenset({"partner", "school", "area"}),
        has_table=True,
    ),
    "wijken-vergelijken": Case(
        views=(
            TWO,
            {},
            *(TWO | {"weergave": view} for view in ("tabel", "perioden", "kaart")),
            TWO | {"weergave": "tijd", "indicator": "pupils_bo"},
            TWO | {"weergave": "trechter", "rond": "GM9000"},
            TWO | {"weergave": "tweelingen", "keuze": "WK900000"},
            TWO | {"vergelijk": "regio", "gemeenten": "GM9002,GM9003", "regionaam": "Kust"},
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "geen verschil met Nederland vast te stellen",
            "all suppressed": "De cijfers van Noord en Midden zijn onderdrukt",
            "one row": "WK900001 staat niet in de indeling",
        },
        task=Task(
            "combobox",
            "Vergelijk met",
            ("Eigen prov", "Enter"),
            {"vergelijk": "provincie"},
            on="?gebieden=WK900101,WK900102",
        ),
        downloads=frozenset({"CSV", "XLSX", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"municipality", "area"}),
        has_map=True,
    ),
    "gka-regionaal": Case(
        views=(
            {"gebied": "GM9000"},
            {"gebied": "GM9000", "periode1": "2018-2020"},
            {"gebied": "GM9001", "weergave": "advies", "school": "903A00"},
            {"gebied": "GM9001", "weergave": "advies", "advies": "school", "langs": "behoefte"},
            {"gebied": "GM9000", "weergave": "ouders"},
            {"gebied": "GM9000", "weergave": "groepen", "groepen": "parents_low"},
            {"gebied": "GM9000", "weergave": "bestand"},
            {"gebied": "regio", "gemeenten": "GM9000,GM9001", "regionaam": "Kust"},
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "In 1 van de 2 wijken met cijfers over beide perioden",
            "all suppressed": "In 1 van de 2 wijken met cijfers over beide perioden",
            "one row": "In de enige wijk met cijfers over beide perioden",
        },
        task=Task("radio", "Toetsadvies per school", ("Space",), {"weergave": "advies"}, on="?gebied=GM9001"),
        has_map=True,
        has_table=True,
        downloads=frozenset({"CSV", "Kaart (PNG)", "Kaart (SVG)", "Leeg voorbeeldbestand"}),
        names=frozenset({"school", "area"}),
    ),
    "landelijk": Case(
        views=({}, {"alleen": "1"}),
        says={
            "empty": "Over het land is uit deze editie niets te concluderen",
            "no partner": "Nog geen partner vertelde van een activiteit",
            "all suppressed": "Hierover is niets te zeggen",
            "one row": "Hierover is niets te zeggen",
        },
        task=Task("switch", "Alleen tegels met een conclusie", ("Space",), {"alleen": "1"}),
        downloads=frozenset({"CSV"}),
        names=frozenset({"partner", "area"}),
    ),
    "partnerdata": Case(
        views=(
            {"levering": DELIVERY},
            {"deel": "aanleveren", "partner": PARTNER},
            {"deel": "nakijken", "rij": f"{PARTNER}:f99"},
            {"deel": "themas", "partner": PARTNER},
            {"deel": "feiten", "partner": PARTNER},
            {"deel": "terug", "levering": DELIVERY},
        ),
        says={
            "empty": "Er zijn nog geen activiteiten van partners",
            "no partner": "Er zijn nog geen activiteiten van partners",
            "all suppressed": "3 partners meldden samen 8 activiteiten",
            "one row": "1 naam wacht op een oordeel",
        },
        task=Task("radio", "Aanleveren", ("Space",), {"deel": "aanleveren"}),
        has_map=True,
        has_table=True,
        downloads=frozenset({"Bestand terug (XLSX)"}),
        names=frozenset({"partner", "programme", "school", "municipality", "area", "file"}),
    ),
    "partner": Case(
        views=(
            {"partner": PARTNER},
            {"partner": PARTNER, "deel": "bevestigen", "levering": DELIVERY},
            {"partner": PARTNER, "deel": "feiten"},
            {"partner": PARTNER, "deel": "kansen"},
            {"partner": PARTNER, "deel": "terug", "levering": DELIVERY},
        ),
        says={
            "empty": "Kies een partner om te zien",
            "no partner": "Kies een partner om te zien",
            "all suppressed": "De Brug vertelde van programma's op 3 scholen",
            "one row": "De Brug vertelde van programma's op 1 school",
        },
        task=Task("combobox", "Partner", ("Sportkring", "Enter"), {"partner": "sportkring"}),
        has_map=True,
        has_table=True,
        downloads=frozenset({"Eigen rijen (CSV)", "Eigen witte plekken (CSV)", "Bestand terug (XLSX)"}),
        names=frozenset({"partner", "programme", "school", "municipality", "area", "file"}),
    ),
    "aanvragen": Case(
        views=({}, {"jaar": YEAR}),
        says={
            "empty": "Van 3 aanvragen zijn er 1 beantwoord",
            "no partner": "Van 3 aanvragen zijn er 1 beantwoord",
            "all suppressed": "Van 3 aanvragen zijn er 1 beantwoord",
            "one row": "Van 3 aanvragen zijn er 1 beantwoord",
        },
        task=Task("combobox", "Periode", (YEAR, "Enter"), {"jaar": YEAR}),
        downloads=frozenset({"Aanvragen (CSV)", "Aanvragen (XLSX)", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"partner", "school", "municipality"}),
        has_map=True,
    ),
    "gesprekspakket": Case(
        views=({"gebied": "GM9000"}, {}, {"gebied": "GM9001"}),
        says={
            "empty": "Deze build kent geen gemeente",
            "no partner": "Binnen de gemeente loopt de behoefte per leerling",
            "all suppressed": "Geen enkel cijfer van Aderveen mag worden getoond",
            "one row": "er blijft niets over zonder het gebied zelf",
        },
        task=LANGUAGE,
        downloads=frozenset({"Pakket (HTML, één bestand)", *(["Pakket (PDF)"] if pdf.is_there() else [])}),
        names=frozenset({"area"}),
    ),
    "aanbod": Case(
        views=(
            {},
            {"q": "lezen"},
            {"weergave": "lijst", "sector": "VO"},
            {"weergave": "matrix"},
            {"weergave": "door"},
            {"programma": "brug/taal"},
            {"school": "900A00", "thema": "language"},
        ),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "Er is nog geen aanbod",
            "all suppressed": "4 programma’s van 3 partners",
            "one row": "1 programma van één partner",
        },
        task=Task("radio", "Lijst", ("Space",), {"weergave": "lijst"}),
        has_map=True,
        has_table=True,
        downloads=frozenset({"Programma’s (CSV)", "Programma’s (XLSX)", "Scholen (CSV)", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"partner", "programme", "school", "municipality", "area"}),
    ),
    "gka-gemeenten": Case(
        views=({}, {"keuze": "GM9000"}, {"provincie": "PV90", "stedelijkheid": "3"}),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "1 van de 4 gemeenten hier hoort bij de GKA",
            "all suppressed": "Welk deel van de behoefte daar is, is niet bekend",
            "one row": "1 van de 1 gemeenten hier hoort bij de GKA",
        },
        task=Task("combobox", "Gemeente", ("Krelm", "Enter"), {"keuze": "GM"}),
        has_map=True,
        has_table=True,
        downloads=frozenset({"Gemeenten (CSV)", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"municipality", "area"}),
    ),
    "interventies": Case(
        views=({}, {"thema": "language"}, {"zoek": "sport"}, {"keuze": "GM9000"}),
        says={
            "empty": "Er zijn geen interventies bekend",
            "no partner": "De leden melden 7 interventies",
            "all suppressed": "De leden melden 7 interventies",
            "one row": "De leden melden 7 interventies",
        },
        task=Task("combobox", "Thema", ("Taal", "Enter"), {"thema": "language"}),
        has_map=True,
        downloads=frozenset({"Interventies (CSV)", "Initiatieven (CSV)", "Kaart (PNG)", "Kaart (SVG)"}),
        names=frozenset({"area"}),
    ),
    "factoren": Case(
        views=({}, {"factor": "social_status"}, {"lijst": "2020"}, {"niveau": "pupil", "factor": "motivation"}),
        says={
            "empty": "Er zijn geen factoren bekend",
            "no partner": "Voor 1 van de 3 factoren is hier een open cijfer",
            "all suppressed": "Voor 0 van de 3 factoren is hier een open cijfer",
            "one row": "Voor 1 van de 3 factoren is hier een open cijfer",
        },
        task=Task("combobox", "Factor", ("Motiv", "Enter"), {"factor": "motivation"}),
        downloads=frozenset({"Factoren (CSV)"}),
    ),
    "bronnen": Case(
        views=({}, {"ernst": "refused"}),
        says={
            "empty": "Niets gevonden bij deze keuze",
            "no partner": "4 bestanden met 48 rijen",
            "all suppressed": "4 bestanden met 48 rijen",
            "one row": "1 cel is geweigerd",
        },
        task=Task("combobox", "Wat er gebeurde", ("herst", "Enter"), {"ernst": "repaired"}),
        has_table=True,
        downloads=frozenset({"CSV"}),
        names=frozenset({"cell"}),
    ),
    "indicatoren": Case(
        views=({}, {"indicator": "ses_woa"}, {"indicator": "gka_havo_vwo_17_pct", "groep": "parents_low"}),
        says={
            "empty": "0 indicatoren in deze editie",
            "no partner": "12 indicatoren in deze editie",
            "all suppressed": "12 indicatoren in deze editie",
            "one row": "12 indicatoren in deze editie",
        },
        task=Task("combobox", "Indicator", ("SES", "Enter"), {"indicator": "ses_woa"}),
        downloads=frozenset({"CSV"}),
    ),
    "begrippen": Case(
        views=({}, {"woord": "toetsadvies"}),
        says=dict.fromkeys(STATES, "20 woorden van dit veld"),
        task=Task("combobox", "Woord", ("toets", "Enter"), {"woord": "toetsadvies"}),
        asks=False,
    ),
    "wat-veranderde": Case(
        views=({}, {"gebied": "GM9000"}, {"gebied": "GM9002"}, {"bevroren": "a" * 24}),
        says={
            "empty": "Er zijn nog geen gegevens",
            "no partner": "Deze build heeft geen brief",
            "all suppressed": "Deze build heeft geen brief",
            "one row": "Deze build heeft geen brief",
        },
        task=Task("combobox", "Gebied", ("Krelm", "Enter"), {"gebied": "GM"}),
        has_table=True,
        downloads=frozenset({"Wijzigingen (CSV)", "Brief (tekst)"}),
        names=frozenset({"area"}),
    ),
    "logboek": Case(
        views=({}, {"soort": "exported"}, {"dagen": "7", "persoon": "ans@example.org"}),
        says=dict.fromkeys(STATES, "In de laatste 30 dagen 5 handelingen van 2 personen"),
        task=Task("combobox", "Handeling", ("wist", "Enter"), {"soort": "erased"}),
        asks=False,
        downloads=frozenset({"Logboek (CSV)"}),
    ),
    "toegang": Case(
        views=({},), says=dict.fromkeys(STATES, "Hier meldt niemand zich aan"), task=LANGUAGE, asks=False
    ),
    "methode": Case(views=({},), says=dict.fromkeys(STATES, "Hoe elk cijfer op deze pagina"), task=LANGUAGE),
})  # fmt: skip
