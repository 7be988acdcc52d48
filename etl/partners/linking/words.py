"""Why a row was linked or not, in words: Dutch and English."""

from math import isnan

from etl.partners.linking.rules import NAME_ALONE, NAME_DIFFERS, Decision, Told

NOTES = {
    "contradicted": (
        "BRIN hoort bij een andere school dan naam en plaats",
        "the BRIN belongs to another school than name and place",
    ),
    "unsupported": ("BRIN bekend, maar naam en adres wijken af", "BRIN known, but name and address differ"),
    "main_code": (
        "code van de hoofdlocatie; naam en adres wijzen een nevenvestiging aan",
        "main-location code; name and address point to a branch",
    ),
    "several": ("meer scholen passen even goed", "several schools fit equally well"),
    "location": (
        "de instelling staat vast, de vestiging niet",
        "the institution is certain, its location is not",
    ),
    "plain": (
        "de naam heeft geen eigen woord; alleen met adres of BRIN te koppelen",
        "the name has no word of its own; it links only with an address or BRIN",
    ),
    "other_kind": ("een ander soort school dan genoemd", "another kind of school than was told"),
    "successor": (
        "een school van deze naam is hier gesloten; dit is de opvolger of een naamgenoot",
        "a school of this name closed here; this is its successor or a namesake",
    ),
    "one_school": (
        "in dit bestand wijst een andere naam naar dezelfde school",
        "another name in this file points to the same school",
    ),
    "weak": ("te weinig overeenkomst om vanzelf te koppelen", "too little agrees to link without a person"),
    "unlisted": ("staat niet meer in de lijst van DUO", "no longer in DUO's list"),
    "never_listed": (
        "deze editie heeft geen DUO-lijst van deze schoolsoort",
        "this edition has no DUO list of this kind of school",
    ),
    "closed_before": ("gesloten voor het genoemde schooljaar", "closed before the school year told"),
    "unknown_brin": ("BRIN onbekend", "BRIN unknown"),
    "nothing": ("geen school gevonden die past", "no school found that fits"),
}
EVIDENCE = {
    "name": {
        "same": ("naam gelijk", "same name"),
        "near": ("naam lijkt er sterk op", "name nearly the same"),
        "area": ("naam lijkt er enigszins op", "name somewhat alike"),
        "differs": ("naam wijkt af", "name differs"),
    },
    "postcode": {
        "same": ("postcode gelijk", "same postcode"),
        "once": ("postcode gelijk in een ander jaar", "same postcode in another year"),
        "area": ("postcodegebied gelijk", "same postcode area"),
        "near": ("postcode wijkt af in de letters", "postcode differs in its letters"),
        "differs": ("postcode wijkt af", "postcode differs"),
    },
    "house": {
        "same": ("huisnummer gelijk", "same house number"),
        "differs": ("huisnummer wijkt af", "house number differs"),
    },
    "place": {
        "same": ("plaats gelijk", "same place"),
        "town": ("gemeente gelijk", "same municipality"),
        "differs": ("plaats wijkt af", "place differs"),
    },
}


def reasons(told: Told, decision: Decision) -> tuple[str, str]:
    """The evidence and the notes in words, Dutch and English."""
    parts: list[tuple[str, str]] = []
    c = decision.school
    if c is not None:
        if told.brin and c.school_id.startswith(told.brin):
            exact = c.school_id == told.brin + told.location
            parts.append(
                ("BRIN klopt", "BRIN agrees")
                if exact
                else ("BRIN klopt zonder vestiging", "BRIN agrees without location")
            )
        kinds = {"name": _name_word(c.name), "postcode": c.postcode, "house": c.house, "place": c.place}
        parts += [EVIDENCE[kind][value] for kind, value in kinds.items() if value in EVIDENCE[kind]]
    parts += [NOTES[note] for note in decision.notes]
    return tuple(", ".join(words) for words in zip(*parts, strict=True))


def _name_word(name: float) -> str:
    if isnan(name):
        return "unknown"
    return "same" if name >= 0.995 else "near" if name >= NAME_ALONE else "area" if name >= NAME_DIFFERS else "differs"
