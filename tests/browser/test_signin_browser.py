"""Signing in for real: Chromium, two providers on the loopback, every way in which it can go wrong.

One provider is the package oidc-provider-mock, which does what an honest one does; the other is the tests' own, which
also sends what no honest one sends. One test is in every run, the rest in `make prove`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import oidc_provider_mock
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from dashboard.frame.language import catalog
from dashboard.ui.entry import REASONS, STANDINGS
from tests.browser.conftest import Visit, free_port, fresh_profile, starting, tab, visiting
from tests.support import closing, oidc, visits

pytestmark = pytest.mark.browser
ANNA, STRANGER = "anna@taalhuis.example", "vreemd@elders.example"
ROW = {"who": ANNA, "role": "partner", "partners": ["taalhuis"]}
SECONDS = 6  # that a short sign-in holds
PEOPLE = {
    "anna": partial(oidc.person, ANNA),
    "beheer": partial(oidc.person, closing.ADMIN["who"]),
    "vreemd": partial(oidc.person, STRANGER),
    "verlopen": partial(oidc.late, ANNA),
    "voor": partial(oidc.ahead, ANNA, 3600),
    "iets voor": partial(oidc.ahead, ANNA, 60),
    "kort": partial(oidc.short, ANNA, SECONDS),
    "ander programma": partial(oidc.person, ANNA, aud="other"),
    "ander programma voor ons": partial(oidc.person, ANNA, aud=["other"], azp=oidc.CLIENT),
    "andere nonce": partial(oidc.person, ANNA, nonce="other"),
    "vervalst": partial(oidc.person, ANNA, key="other"),
    "niet bevestigd": partial(oidc.person, ANNA, email_verified=False),
    "niets gezegd": partial(oidc.unsaid, ANNA),
}
LINK = "/dekking?niveau=gemeente"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]}


@dataclass
class Closed:
    """A closed server with its list of people, its log, and the provider of the tests' own."""

    base: str
    file: Path
    log: Path
    own: oidc.Provider


@pytest.fixture(scope="module")
def closed(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    folder = tmp_path_factory.mktemp("closed")
    jan = oidc_provider_mock.User(sub="jan", claims={"email": ANNA, "email_verified": True})
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # of the mock, which serves http
        own = stack.enter_context(oidc.provider(PEOPLE))
        mock = stack.enter_context(oidc_provider_mock.run_server_in_thread(user_claims=[jan]))
        port, gone = free_port(), free_port()
        described = f"http://localhost:{mock.server_port}/.well-known/openid-configuration"
        providers = {"eigen": own.metadata, "ander": described, "weg": f"http://127.0.0.1:{gone}/x"}
        file = closing.write_list(folder / "access.yml", ROW)
        told = closing.write_secrets(folder / "secrets.toml", port, providers)
        arguments = ["--secrets.files", str(told)]
        settings = {closing.ACCESS: str(file)}
        server = stack.enter_context(starting(sample_data, folder / "log", *arguments, port=port, settings=settings))
        yield Closed(server.base(), file, folder / "log", own)


@pytest.fixture
def visit(chromium: Browser, closed: Closed) -> Iterator[Visit]:
    """A browser that was never here before, on a list with Anna on it."""
    closing.write_list(closed.file, ROW)
    with visiting(chromium, closed.base) as fresh:
        yield fresh


def sign_in(visit: Visit, who: str, provider: str = "Eigen") -> Visit:
    """From the page that is open, by the buttons that stand there."""
    visit.page.get_by_role("button", name=re.compile(f"(Aanmelden met|Sign in with) {provider}")).first.click()
    visit.page.get_by_role("link" if provider == "Eigen" else "button", name=who, exact=True).click()
    visit.page.wait_for_url(f"{visit.base}/**")
    visit.is_waiting = True
    return visit.settle()


def says(visit: Visit, text: str) -> None:
    """The first sentence of a state, in the language of the page."""
    code = "en" if "lang=en" in visit.page.url else "nl"
    told = catalog(code).gettext(text).split("**")[1]
    expect(visit.page.get_by_test_id("stMain").get_by_text(told)).to_be_visible()


def is_on_dekking(visit: Visit) -> None:
    expect(visit.page.get_by_role("heading", name="Dekking", exact=True)).to_be_visible()
    expect(visit.page.get_by_text("Onbereikte behoefte").first).to_be_visible()


def test_who_signs_in_is_back_on_the_link_and_taken_out_of_the_list_has_nothing_at_the_next_click(visit, closed):
    visit.open(LINK)
    expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
    sign_in(visit, "anna")
    assert visit.page.url == visit.base + LINK
    is_on_dekking(visit)
    closing.write_list(closed.file)
    visit.page.get_by_text("Tabel", exact=True).click()
    visit.settle()
    says(visit, STANDINGS["unlisted"])
    expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
    expect(visit.page.get_by_test_id("stMain")).to_contain_text("het secretariaat")


REFUSED = {
    "verlopen": "expired", "ander programma": "audience", "andere nonce": "nonce", "voor": "clock",
    "vervalst": "failed", "niemand": "refused",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["", "&lang=en"])
@pytest.mark.parametrize("who", REFUSED)
def test_a_sign_in_that_is_not_right_is_told_and_can_be_done_again(who, lang, visit, closed):
    visit.open(LINK + lang)
    sign_in(visit, who)
    assert visit.page.url.startswith(f"{visit.base}/aanmelden?reden={REFUSED[who]}")
    says(visit, REASONS[REFUSED[who]])
    expect(visit.page.get_by_role("button", name=re.compile("Afmelden|Sign out"))).to_have_count(0)
    assert "Traceback" not in closed.log.read_text()
    sign_in(visit, "anna")
    assert visit.page.url == visit.base + LINK + lang, "the link of the first try"


NO_RIGHTS = {
    "vreemd": "unlisted", "niet bevestigd": "unverified", "niets gezegd": "unverified",
    "ander programma voor ons": "audience",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["", "&lang=en"])
@pytest.mark.parametrize("who", NO_RIGHTS)
def test_who_is_in_without_rights_is_told_why_and_can_go_out(who, lang, visit):
    visit.open(LINK + lang)
    sign_in(visit, who)
    assert visit.page.url == visit.base + LINK + lang
    says(visit, STANDINGS[NO_RIGHTS[who]])
    expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
    visit.page.get_by_role("button", name=re.compile("Afmelden|Sign out")).first.click()
    visit.page.wait_for_url("**/aanmelden?reden=out**")
    says(visit, REASONS["out"])


@pytest.mark.slow
@pytest.mark.parametrize(("who", "provider"), [("anna", "Eigen"), ("iets voor", "Eigen"), ("jan", "Ander")])
def test_both_providers_let_in_and_out_and_a_minute_of_skew_is_nothing(who, provider, visit):
    visit.open(LINK)
    sign_in(visit, who, provider)
    assert visit.page.url == visit.base + LINK
    is_on_dekking(visit)
    expect(visit.page.get_by_test_id("stSidebar")).to_contain_text("Aangemeld als")
    visit.page.get_by_role("button", name="Afmelden").click()
    if provider == "Ander":  # it asks whether one is sure
        visit.page.get_by_role("button", name="End session").click()
    visit.page.wait_for_url("**/aanmelden?reden=out**")
    visit.open(LINK)
    expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)


@pytest.mark.slow
def test_after_signing_out_the_back_button_shows_nothing_closed(visit):
    """Neither as the page was drawn, nor drawn anew. Playwright's browser keeps no whole page for the way back; that
    others keep none either is what no-store says, and that a cookie went since."""
    answers = []
    visit.page.on("response", lambda one: answers.append(one) if one.request.is_navigation_request() else None)
    sign_in(visit.open(LINK), "anna")
    is_on_dekking(visit)
    visit.page.get_by_text("Tabel", exact=True).click()
    is_on_dekking(visit.settle())
    visit.page.get_by_role("button", name="Afmelden").click()
    visit.page.wait_for_url("**/aanmelden?reden=out**")
    says(visit, REASONS["out"])
    pages = []
    while len(pages) < 2:
        visit.page.go_back(wait_until="commit")
        expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
        expect(visit.page.get_by_test_id("stMain").get_by_role("button", name="Aanmelden met Eigen")).to_be_visible()
        expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
        pages.append(visit.page.url.removeprefix(visit.base))
    assert pages == [f"{LINK}&vorm=tabel", LINK]
    kept = [one.url for one in answers if one.url.startswith(visit.base) and one.status == 200
            and one.headers.get("cache-control") != "no-store"]  # fmt: skip
    assert kept == []


@pytest.mark.slow
def test_a_sign_in_that_expires_while_the_page_is_open_is_told_at_the_next_click(visit):
    visit.open(LINK)
    sign_in(visit, "kort")
    begun = time.monotonic()
    is_on_dekking(visit)
    visit.page.wait_for_timeout(max(0.0, SECONDS - (time.monotonic() - begun)) * 1000 + 500)
    visit.page.get_by_text("Tabel", exact=True).click()
    visit.settle()
    says(visit, STANDINGS["expired"])
    expect(visit.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
    visit.open(LINK)
    says(visit, STANDINGS["expired"])
    sign_in(visit, "anna")
    is_on_dekking(visit)


@pytest.mark.slow
def test_signing_out_in_one_window_ends_the_other_at_its_next_click(chromium, closed):
    closing.write_list(closed.file, ROW)
    with (
        fresh_profile(chromium) as profile,
        tab(profile, closed.base) as first,
        tab(profile, closed.base) as second,
        visiting(chromium, closed.base) as elsewhere,
    ):
        sign_in(first.open(LINK), "anna")
        is_on_dekking(second.open(LINK))
        sign_in(elsewhere.open(LINK), "anna")
        first.page.get_by_role("button", name="Afmelden").click()
        first.page.wait_for_url("**/aanmelden?reden=out**")
        second.page.get_by_text("Tabel", exact=True).click()
        second.settle()
        says(second, STANDINGS["elsewhere"])
        expect(second.page.get_by_text("Onbereikte behoefte")).to_have_count(0)
        elsewhere.page.get_by_text("Tabel", exact=True).click()
        is_on_dekking(elsewhere.settle())


@pytest.mark.slow
def test_a_provider_that_is_not_there_and_a_sign_in_of_before_have_their_states(visit):
    visit.open(LINK)
    visit.page.get_by_role("button", name="Aanmelden met Weg").first.click()
    visit.page.wait_for_url("**/aanmelden?reden=provider**")
    says(visit, REASONS["provider"])
    visit.open("/oauth2callback?code=x&state=y")
    assert visit.page.url == f"{visit.base}/aanmelden?reden=late"
    says(visit, REASONS["late"])


@pytest.mark.slow
def test_an_admin_sees_who_may_what_and_that_the_list_has_faults(visit, closed):
    visit.open("/toegang")
    sign_in(visit, "beheer")
    expect(visit.page.get_by_role("heading", name="Toegang", exact=True)).to_be_visible()
    expect(visit.page.get_by_test_id("stMain")).to_contain_text(ANNA)
    closed.file.write_text("contact: x")
    visit.open("/toegang")
    expect(visit.page.get_by_test_id("stMain")).to_contain_text("staan fouten")
    expect(visit.page.get_by_test_id("stMain")).to_contain_text(ANNA)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_signing_in(scheme, chromium, closed):
    closing.write_list(closed.file, ROW)
    with visiting(chromium, closed.base, color_scheme=scheme) as visit:
        for path in (LINK, "/aanmelden?reden=late", "/aanmelden?reden=out"):
            assert_is_accessible(visit.open(path))
        assert_is_accessible(sign_in(visit.open(LINK), "vreemd"))
        assert_is_accessible(sign_in(visit.open("/toegang"), "beheer"))


def assert_is_accessible(visit: Visit) -> None:
    violations = Axe().run(visit.page, options=RULES).response["violations"]
    assert [(one["id"], node["html"][:200]) for one in violations for node in one["nodes"]] == []


@pytest.mark.slow
def test_no_secret_and_no_token_stands_in_the_log(visit, closed):
    sign_in(visit.open(LINK), "anna")
    told = closed.log.read_text()
    assert [word for word in (closing.COOKIE_SECRET, oidc.SECRET, "eyJ", ANNA) if word in told] == []


@pytest.mark.slow
def test_behind_a_proxy_only_what_comes_through_it_by_https_reaches_the_server(sample_data, tmp_path):
    """The proxy is this test: what it adds is what nginx adds by docs/security.md."""
    name, port = "dashboard.example", free_port()
    public = {"redirect_uri": f"https://{name}/oauth2callback"}
    told = closing.write_secrets(tmp_path / "secrets.toml", port, {"een": "https://een.example/x"}, **public)
    settings = {closing.ACCESS: str(closing.write_list(tmp_path / "access.yml")), closing.PROXY: "127.0.0.1"}
    arguments = ["--secrets.files", str(told), "--server.allowedHosts", name]
    through = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.9",
        "Origin": f"https://{name}",
        "Cookie": "",
    }
    with starting(sample_data, tmp_path / "log", *arguments, port=port, settings=settings) as server:
        base = server.base()
        with visits.visiting(base, name, through) as connection:
            assert "Meld u aan" in visits.text(visits.run(connection, "dekking"))
        for changed in ({"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": ""}):
            assert visits.is_refused(base, name, through | changed)
