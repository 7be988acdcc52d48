"""Readers of several processes in a real browser: whose process is killed or renewed is told, and goes on at the same
view; signed in through nginx, with rights in either process; a sign-out holds in both; an upload is whole or refused.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from dashboard.front import COOKIE
from tests.browser.conftest import Visit, free_port, visiting
from tests.browser.test_partnerdata_browser import ask, press, upload
from tests.browser.test_signin_browser import ANNA, LINK, is_on_dekking, sign_in
from tests.support import closing, oidc, several
from tests.support.several import Several, needs_nginx

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_nginx]
MOVED = "U bent verplaatst"
PARTNER = "beroepenreis-merwindia"  # of the sample
ROW = {"who": ANNA, "role": "partner", "partners": [PARTNER]}
PEOPLE = {"anna": partial(oidc.person, ANNA)}


@pytest.fixture(scope="module")
def served(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Several]:
    """A closed server of two processes, with the provider of the tests' own; Anna is of a partner."""
    folder = tmp_path_factory.mktemp("several")
    data = Path(shutil.copytree(sample_data, folder / "data"))
    port = free_port()
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        own = stack.enter_context(oidc.provider(PEOPLE))
        settings = {closing.ACCESS: str(closing.write_list(folder / "access.yml", ROW))}
        told = closing.write_secrets(folder / "secrets.toml", port, {"eigen": own.metadata})
        options = ("--secrets.files", str(told))
        yield stack.enter_context(several.serving(data, folder / "log", port, *options, settings=settings)).up()


def on(visit: Visit) -> int:
    """The number of the process that serves this browser."""
    return int(next(one["value"] for one in visit.page.context.cookies() if one["name"] == COOKIE))


def put(visit: Visit, number: int) -> Visit:
    """From now on this browser is served by this process."""
    visit.page.context.add_cookies([{"name": COOKIE, "value": str(number), "url": visit.base}])
    return visit


def back(page: Page, since: float, what: str) -> None:
    """Waits until the reader is told that it was moved; prints how long that took."""
    expect(page.get_by_text(MOVED)).to_be_visible()
    print(f"{what}: told after {time.monotonic() - since:.1f} s", file=sys.stderr)


@pytest.mark.parametrize("how", ["killed", "renewed"])
def test_a_reader_whose_process_goes_is_told_and_goes_on_at_the_same_view(how, chromium, served):
    with visiting(chromium, served.base) as visit:
        visit.open("/kaart?niveau=gemeente").choose("Indicator", "SES-WOA-score")
        number, link = on(visit), visit.page.url
        assert "indicator=ses_woa" in link
        expect(visit.page.get_by_text(MOVED)).to_have_count(0)
        so_far, began = len(served.told("answers")), time.monotonic()
        visit.is_waiting = True
        if how == "killed":
            served.kill(number)
        else:
            os.kill(served.pid(number), signal.SIGTERM)
        back(visit.page, began, how)
        visit.settle()
        print(f"{how}: all drawn after {time.monotonic() - began:.1f} s", file=sys.stderr)
        assert visit.page.url == link
        expect(visit.page.get_by_role("combobox", name="Indicator")).to_have_value("SES-WOA-score")
        assert on(visit) == 1 - number
        served.up(after=so_far)
        visit.choose("Indicator", "Inwoners")
        assert on(visit) == 1 - number, "who was moved stays, though the process is back"
        visit.page.get_by_role("button", name="Begrepen").click()
        visit.settle()
        expect(visit.page.get_by_text(MOVED)).to_have_count(0)


def test_a_choice_that_was_lost_with_its_process_is_not_shown_as_made(chromium, served):
    """In the instant of the kill: the box says what the page says."""
    with visiting(chromium, served.base) as visit:
        number = on(visit.open("/kaart?niveau=gemeente&indicator=ses_woa"))
        box, so_far = visit.page.get_by_role("combobox", name="Indicator"), len(served.told("answers"))
        os.kill(served.pid(number), signal.SIGSTOP)  # it takes the choice, and does nothing with it
        visit.is_waiting = True
        box.click()
        visit.page.get_by_role("option", name="Inwoners").first.click(no_wait_after=True)
        expect(box).to_have_value("Inwoners")
        served.kill(number)
        back(visit.page, time.monotonic(), "in the instant of a choice")
        visit.settle()
        assert "indicator=ses_woa" in visit.page.url
        expect(box).to_have_value("SES-WOA-score")
        visit.choose("Indicator", "Inwoners")
        assert "indicator=ses_woa" not in visit.page.url
        expect(box).to_have_value("Inwoners")
        served.up(after=so_far)


def test_signed_in_through_nginx_one_is_back_on_the_link_with_ones_rights_in_either_process(chromium, served):
    with visiting(chromium, served.base) as visit:
        put(visit, 0).open(LINK)
        expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
        sign_in(visit, "anna")
        assert visit.page.url == visit.base + LINK
        is_on_dekking(visit)
        assert on(visit) == 0
        so_far = len(served.told("answers"))
        visit.is_waiting, began = True, time.monotonic()
        served.kill(0)
        back(visit.page, began, "signed in")
        is_on_dekking(visit.settle())
        expect(visit.page.get_by_test_id("stSidebar")).to_contain_text("Aangemeld als")
        served.up(after=so_far)


def test_a_sign_out_in_one_process_holds_in_the_other(chromium, served):
    with visiting(chromium, served.base) as visit, visiting(chromium, served.base) as thief:
        sign_in(put(visit, 0).open(LINK), "anna")
        is_on_dekking(visit)
        thief.page.context.add_cookies([one for one in visit.page.context.cookies() if one["name"] != COOKIE])
        is_on_dekking(put(thief, 1).open(LINK))
        assert (on(visit), on(thief)) == (0, 1)
        visit.page.get_by_role("button", name="Afmelden").click()
        visit.page.wait_for_url("**/aanmelden?reden=out**")
        thief.page.get_by_text("Tabel", exact=True).click()
        thief.settle()
        expect(thief.page.get_by_text("Onbereikte behoefte")).to_have_count(0)


def test_the_list_is_followed_by_both(chromium, served):
    listed = served.log.parent / "access.yml"
    with visiting(chromium, served.base) as first, visiting(chromium, served.base) as second:
        for number, visit in enumerate((first, second)):
            is_on_dekking(sign_in(put(visit, number).open(LINK), "anna"))
        closing.write_list(listed)
        for visit in (first, second):
            visit.page.get_by_text("Tabel", exact=True).click()
            visit.settle()
            expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
    closing.write_list(listed, ROW)


class Cut:
    """Sends an upload on as the browser would, up to the part of it at which `kill` comes, and then the rest."""

    def __init__(self, port: int, data: bytes, at: float, kill: Callable[[], object]):
        self.port, self.data, self.at, self.kill = port, data, at, kill
        self.statuses: list[int] = []

    def __call__(self, route: Route) -> None:
        request = route.request
        body = self._form(request.headers["content-type"].partition("boundary=")[2])
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.putrequest(request.method, urlsplit(request.url).path, skip_accept_encoding=True)
        for name, value in {**request.all_headers(), "content-length": str(len(body))}.items():
            if name != "host":
                line.putheader(name, value)
        line.endheaders()
        at = int(self.at * len(body))
        line.send(body[:at])
        if self.at < 1:
            time.sleep(0.3)  # until what was sent is with the process
        self.kill()
        line.send(body[at:])
        answer = line.getresponse()
        self.statuses.append(answer.status)
        route.fulfill(status=answer.status, body=answer.read())

    def _form(self, boundary: str) -> bytes:
        """The file as a form has it; Playwright does not tell what the browser made."""
        named = 'Content-Disposition: form-data; name="lijst.csv"; filename="lijst.csv"\r\nContent-Type: text/csv'
        return f"--{boundary}\r\n{named}\r\n\r\n".encode() + self.data + f"\r\n--{boundary}--\r\n".encode()


@pytest.mark.parametrize("at", [0.0, 0.5, 1.0])
def test_an_upload_that_a_kill_cuts_is_refused_and_can_be_done_again_in_the_other_process(
    at, chromium, served, tmp_path
):
    """And nothing of it was kept: what comes of the second try is the whole file."""
    file = tmp_path / "lijst.csv"
    rows = "".join(f"De {n}e school;Aderveen;Leesles;2024-2025;12\n" for n in range(6_000))
    file.write_text(f"school;plaats;programma;schooljaar;aantal\n{rows}")
    with visiting(chromium, served.base) as visit:
        sign_in(put(visit, 0).open(f"/partnerdata?deel=aanleveren&partner={PARTNER}"), "anna")
        so_far, cut = len(served.told("answers")), Cut(served.port, file.read_bytes(), at, partial(served.kill, 0))
        visit.page.route("**/_stcore/upload_file/**", cut)
        visit.is_waiting, began = True, time.monotonic()
        chosen = visit.page.get_by_test_id("stFileUploaderDropzoneInput")
        chosen.set_input_files(file)
        back(visit.page, began, f"upload cut at {at:.0%}")
        visit.settle()
        print(f"answered {cut.statuses}", file=sys.stderr)
        assert cut.statuses
        assert all(one >= 400 for one in cut.statuses) or at == 1.0, "whole, it may have been taken before the kill"
        expect(visit.page.get_by_test_id("stMain").get_by_text("Leesles")).to_have_count(0)
        visit.page.unroute("**/_stcore/upload_file/**")
        whole = Cut(served.port, file.read_bytes(), at, lambda: None)
        visit.page.route("**/_stcore/upload_file/**", whole)
        chosen.set_input_files(file)
        visit.settle()
        assert whole.statuses == [204]
        assert on(visit) == 1
        expect(visit.page.get_by_test_id("stMain")).to_contain_text("6.000")
        served.up(after=so_far)


def test_a_delivery_whose_process_is_killed_before_its_refresh_is_told_and_brought_in_by_a_click(
    chromium, served, tmp_path
):
    """Also to who chooses its file again; it counts once."""
    file, data = tmp_path / "half.csv", served.log.parent / "data"
    rows = "".join(f"Bestaat Niet {n};Nergensoord;Proefles;2024-2025;{n % 30 + 1}\n" for n in range(400))
    file.write_text(f"school;plaats;programma;schooljaar;aantal\n{rows}")
    counted = (
        "select count(distinct delivery_id), count(line) from mart.delivery left join mart.partner_row"
        " using (delivery_id) where file_name = 'half.csv'"
    )
    not_yet = "is ingenomen en staat nog niet in de atlas"
    with visiting(chromium, served.base) as visit:
        sign_in(put(visit, 0).open(f"/partnerdata?deel=aanleveren&partner={PARTNER}"), "anna")
        upload(visit, file)
        so_far, accepted = len(served.told("answers")), len(served.told("delivery event accepted"))
        visit.is_waiting, began = True, time.monotonic()
        visit.page.get_by_role("button", name="Neem 400 rijen in").click(no_wait_after=True)
        several.wait(lambda: len(served.told("delivery event accepted")) > accepted)
        served.kill(0)
        back(visit.page, began, "between accepted and published")
        visit.settle()
        assert ask(data, counted) == [(0, 0)], "killed too late to be what is asked here"
        expect(visit.page.get_by_text(not_yet)).to_be_visible()
        upload(visit, file)
        expect(visit.page.get_by_text(not_yet)).to_have_count(1)
        expect(visit.page.get_by_text("staat al in de atlas")).to_have_count(0)
        press(visit, "Werk de atlas bij")
        expect(visit.page.get_by_text("staat in de atlas: 400 rijen")).to_be_visible()
        expect(visit.page.get_by_text(not_yet)).to_have_count(0)
        assert ask(data, counted) == [(1, 400)]
        served.up(after=so_far)


def test_what_is_taken_in_by_one_process_is_on_the_pages_of_the_other_at_its_next_click(chromium, served, tmp_path):
    """A delivery, and the build that is published with it."""
    file = tmp_path / "proef.csv"
    file.write_text("school;plaats;programma;schooljaar;aantal\nBestaat Niet;Nergensoord;Proefles;2024-2025;9\n")
    with visiting(chromium, served.base) as first, visiting(chromium, served.base) as second:
        for number, visit in enumerate((first, second)):
            sign_in(put(visit, number).open(f"/partnerdata?deel=aanleveren&partner={PARTNER}"), "anna")
        before = second.page.locator(".rw-src").inner_text()
        upload(first, file)
        press(first, "Neem 1 rij in")
        expect(first.page.get_by_text("staat in de atlas")).to_be_visible()
        second.page.get_by_text("Bestand terug", exact=True).click()
        second.settle()
        after = second.page.locator(".rw-src").inner_text()
        assert after != before
        assert after == first.page.locator(".rw-src").inner_text()
        assert (on(first), on(second)) == (0, 1)
