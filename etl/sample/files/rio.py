"""The register RIO: places where education is given, with coordinates, and which school location uses which."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from etl.sample.files.areas import lonlat
from etl.sample.world.model import World, records
from etl.sample.world.names import plain_upper

_PLACES = ["ONDERWIJSLOCATIECODE", "STARTDATUM", "EINDDATUM", "STRAATNAAM", "HUISNUMMER", "HUISNUMMERTOEVOEGING"]
_PLACES += ["POSTCODE", "PLAATSNAAM", "BAG_ID", "GPS_LATITUDE", "GPS_LONGITUDE"]
_USES = ["ONDERWIJSLOCATIECODE", "VESTIGINGSCODE", "STARTDATUM", "EINDDATUM"]


def _save(rows: list[list], header: list[str], path: Path) -> None:
    """Comma-separated utf-8, as the CKAN portal gives it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8"))


def _drawn(world: World) -> list[tuple]:
    """(code, school, shift in metres, ended, uses): one place a school, some with a second or a former one."""
    rng, found = world.own_rng("rio"), []
    for number, school in enumerate(records(world.schools[world.schools.is_listed | (world.schools.sector == "SO")])):
        found.append((school, np.zeros(2), "", True))
        if number % 23 == 4:  # a second building
            found.append((school, rng.uniform(200, 700, 2), "", True))
        if number % 37 == 9:  # the former address
            found.append((school, rng.uniform(-900, -300, 2), "2023-07-31", True))
        if number % 41 == 17:  # a conference centre: nobody's school
            found.append((school, rng.uniform(100, 300, 2), "", False))
    return [(f"{990 + n // 999}X{1 + n % 999:03d}", *place) for n, place in enumerate(found)]


def places(world: World, path: Path) -> None:
    """One row per place: address, BAG number and GPS (empty for a few)."""
    rows = []
    for number, (code, school, shift, _, _) in enumerate(_drawn(world)):
        lon, lat = lonlat(np.array([[school.x, school.y]]) + shift)[0]
        house, _, suffix = school.house_number.partition("-")
        postcode, place = school.postcode, plain_upper(school.place)
        if shift.any():
            house, suffix, postcode = str(int(house) + 31), "", f"{school.postcode[:4]}ZX"
        gps = ["", ""] if number % 53 == 11 else [lat, lon]
        address = [school.street, house, suffix, postcode, place]
        rows.append([code, "2015-08-01", "", *address, f"{9_990_010_000_000_000 + number:016d}", *gps])
    _save(rows, _PLACES, path)


def uses(world: World, path: Path) -> None:
    """One row per use of a place by a school location; an end date says it is over."""
    drawn = [(code, school, ended) for code, school, _, ended, used in _drawn(world) if used]
    _save([[code, school.school_id, "2015-08-01", ended] for code, school, ended in drawn], _USES, path)
