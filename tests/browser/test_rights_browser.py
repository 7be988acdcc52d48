"""A coordinator in a real browser: all that comes over its sockets is searched for figures of other municipalities."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.browser.conftest import Visit, fresh_profile
from tests.support import mart
from tests.support.persons import COOKIE, OTHERS, OWN
from tests.support.served import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]  # without a browser: tests/rights/test_arriving.py


def test_nothing_of_another_municipality_comes_over_the_socket(chromium, tmp_path: Path):
    """Its own place, another one by the box, another one by a link, a region of both, and the page of the figure."""
    with serving(tmp_path) as served, fresh_profile(chromium) as profile:
        profile.add_cookies([{"name": COOKIE, "value": "coordinator", "url": served.base}])
        visit, frames = Visit(profile.new_page(), served.base), []
        session = profile.new_cdp_session(visit.page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameReceived", lambda event: frames.append(event["response"]["payloadData"]))
        visit.open(f"/gka-regionaal?gebied={OWN}&weergave=ouders")
        own = [base64.b64decode(one) for one in frames]
        assert served.all.found_in(*own)
        ((other,),) = mart.ask(tmp_path, f"select name from mart.area where area_code = '{OTHERS[0]}'")
        visit.choose("Gemeente of eigen regio", other)
        assert f"gebied={OTHERS[0]}" in visit.page.url
        for link in (
            f"gka-regionaal?gebied={OTHERS[0]}&weergave=afstroom",
            "indicatoren?indicator=gka_afstroom_pct",
            f"gka-regionaal?gebied=regio&gemeenten={OWN},{OTHERS[0]}&regionaam=Kust&weergave=advies",
        ):
            visit.open(f"/{link}")
        everything = [base64.b64decode(one) for one in frames]
        assert len(everything) > len(own) + 20
        assert served.of_others.found_in(*everything) == set()
