"""The five fictional notes of coordinators: on three municipalities, of which one on a figure, and on two schools."""

from __future__ import annotations

import yaml

from etl.sample.world.model import World

MERGED = "Verzonnen voorbeeld: twee scholen zijn hier in 2019 samengegaan. De jaren ervoor gaan over andere leerlingen."
DRAWN = "Verzonnen voorbeeld: sinds de nieuwe wijkindeling hoort de nieuwbouw bij het centrum."
LENIENT = "Verzonnen voorbeeld: in deze periode gingen scholen soepeler om met overgaan. Lees de daling niet als winst."
OTHER_TEST = "Verzonnen voorbeeld: deze school nam in 2021-2022 een andere toets af."
NEWCOMERS = "Verzonnen voorbeeld: de helft van groep 8 kwam dat jaar van de taalklas."


def file(world: World) -> dict[str, bytes]:
    """`partners/notes.yml`: the events of all notes, each so many days before the edition first came."""
    towns = [town[0] for town in world.towns]
    schools = world.schools[world.schools.is_scored]
    told = [
        _note(1, towns[1], towns[1], MERGED, 210),
        _note(2, towns[0], towns[0], DRAWN, 160),
        _note(3, towns[1], towns[1], LENIENT, 120, indicator_id="gka_afstroom_pct", period="2020-2022"),
    ]
    for number, (place, text, period) in enumerate(((3, OTHER_TEST, "2021-2022"), (9, NEWCOMERS, "2022-2023")), 4):
        school = schools.iloc[place]
        told.append(
            _note(number, school.school_id, towns[int(school.municipality)], text, 100 - 10 * number,
                  indicator_id="gka_toetsadvies_mean", period=period)
        )  # fmt: skip
    return {"partners/notes.yml": yaml.safe_dump(told, allow_unicode=True, sort_keys=False).encode("utf-8")}


def _note(number: int, place: str, municipality: str, text: str, days: int, **about: str) -> dict[str, object]:
    return {"kind": "pinned", "note_id": f"voorbeeld-{number:02}", "days_before": days, "place": place,
            "municipality": municipality, "text": text, **about}  # fmt: skip
