"""Maps of edition 2020 divide: classes of a city and of a small town, and the parts where a partner is present."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.figures.measures import SIZES, Mode
from tests.support.counts import legend
from tests.support.environment import DATA
from tests.support.screen import opened

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
TOWNS = {"GM0599": "Rotterdam", "GM0197": "Aalten"}
NEED = ({"weergave": "onbereikt"}, {"weergave": "behoefte"}, {"weergave": "behoefte", "behoefte-als": "per-leerling"})
MOST = 0.6  # of the areas with some presence in one class


@pytest.fixture(autouse=True)
def _of_2020(linked: Path, monkeypatch) -> None:
    monkeypatch.setenv(DATA, str(linked))


@pytest.mark.parametrize("town", TOWNS, ids=TOWNS.get)
def test_need_and_unreached_need_have_three_classes(town):
    for look in NEED:
        classes, _without = legend(opened("dekking", gebied=town, schooljaar="alle", **look))
        print(f"{TOWNS[town]} {'-'.join(look.values())}: {[count for _words, count in classes]}")
        assert sum(count > 0 for _words, count in classes) >= 3, (look, classes)


@pytest.mark.parametrize("level", ["provincie", "arbeidsmarktregio", "gemeente", "wijk"])
def test_presence_is_divided(level):
    """None is a class of its own, and of the areas with some presence no class has more than three in five."""
    for size in SIZES[Mode.PRESENCE]:
        app = opened("dekking", niveau=level, schooljaar="alle", weergave="aanwezig", **{"aanwezig-als": size.value})
        (none, _count), *some = legend(app)[0]
        counts = [count for _words, count in some]
        print(f"{level} {size}: none {_count}, then {dict(some)}")
        assert none == "geen"
        assert max(counts) <= MOST * sum(counts), (size, some)
