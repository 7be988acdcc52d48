"""The main script, run on every click: language, access, then the page; a page never runs before the gate."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # Streamlit puts the script's own folder there, not the project's
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from dashboard.frame import (  # noqa: E402
    access,
    audit,
    documents,
    gate,
    links,
    return_link,
    rights,
    selection,
    signin,
    visitor,
    warehouse,
    widgets,
)
from dashboard.frame.language import LANGUAGES, _, marked  # noqa: E402
from dashboard.frame.program import NAME  # noqa: E402
from dashboard.ui import (  # noqa: E402
    asked,
    entry,
    freezing,
    moved,
    own_words,
    pieces,
    school_links,
    search_box,
    states,
    unforeseen,
)
from dashboard.ui.paper import place, showing  # noqa: E402
from dashboard.ui.paper.document import View  # noqa: E402
from pages import PAGES, Page  # noqa: E402

ICON = Path(__file__).with_name("static") / "icon.png"
LOGO = Path(__file__).with_name("static") / "logo.png"


def main() -> None:
    st.set_page_config(page_title=NAME, page_icon=str(ICON), layout="wide")
    who = visitor.current()
    selection.missed().clear()
    code = selection.choose_language()
    pieces.style()
    st.logo(str(LOGO), size="medium")
    sections = _sections(who)
    page = st.navigation({**sections, "": sections[""] + _instead(who)}, position="top")
    links.know({one.url_path: one for section in sections.values() for one in section})
    search_box.show(page.url_path)
    moved.told()
    if error_id := unforeseen.pending():
        unforeseen.state(error_id, who)
    elif edition := states.pending_unreadable():
        states.unreadable(edition)
    elif not _body(page, who):
        return
    _language_switch()
    if rights.is_closed():
        entry.side(signin.standing(), who)
    elif who.mode == "shared":
        states.open_only(visitor.lacks_key())
    own_words.bring()
    st.html(
        f"<script>document.documentElement.lang='{code}';{school_links.SCRIPT}</script>", unsafe_allow_javascript=True
    )
    widgets.forget_former()


def _body(page: st.Page, who: access.Access) -> bool:
    """The page below its banner; False without a warehouse that fits. Streamlit's rerun and stop pass: no errors."""
    try:
        documents.freshen()
        if since := documents.away_since():
            states.deeds_away(since)
        if not warehouse.fits(build := warehouse.pin()):
            states.other_version(build.edition)
            return False
        if rights.is_closed():
            entry.above(signin.standing())
        freezing.know(lambda path, choices: _anew(path, choices, who))
        if showing.is_asked():
            _paper(page.url_path, who)
        else:
            _view(page.run, who)
            _take_along(page, who)
    except access.Gone:
        st.rerun()  # the next one is of who this is now
    except warehouse.Unreadable as error:
        states.start_over_unreadable(error.edition)
    except warehouse.NoWarehouse:
        states.no_warehouse()
        return False
    except audit.NotLogged:
        states.not_logged()
    except Exception as error:
        unforeseen.start_over(error, page.url_path)
    return True


def _take_along(page: st.Page, who: access.Access) -> None:
    """To paper, and to a frozen view: each draws the address anew."""
    if freezing.is_of_session(choices := showing.choices()):
        text = _(
            "A view of your own file cannot be frozen or laid out for paper: the file is in this session only. Take "
            "the CSV or the maps along."
        )
        st.caption(text)
        return
    showing.way_here(page)
    freezing.button(_path(page), choices, warehouse.reader(who))


def _view(draw: Callable[[], None], who: access.Access) -> None:
    """A page as it is seen: above it what of the sample and of the address must be known."""
    reader = warehouse.reader(who)
    states.fictional_banner(reader.build)
    above = st.empty()
    draw()
    with above:
        asked.told(reader)


def _paper(path: str, who: access.Access) -> None:
    """The page as a document, and all of a municipality where the page is about one."""
    reader, readable = warehouse.reader(who), _readable(who)
    shown = readable.get(path, PAGES[0])
    audit.begin(who, shown.path)
    audit.choose(showing.choices())
    code = place.of(choices := showing.choices(), reader)
    more = [one for one in place.views(code) if one[0] in readable] if code else []
    showing.show(
        _seen(shown, marked(shown.title), choices, who),
        shown.path,
        reader.build,
        [_seen(readable[one], title, wanted, who) for one, title, wanted in more],
        place.name(code, reader),
    )


def _readable(who: access.Access) -> dict[str, Page]:
    """The pages that this person has, by path."""
    return {page.path: page for page in PAGES if access.may(who, "read", page.resource)}


def _path(page: st.Page) -> str:
    """The path under which a page can be opened again; the default one shows the first page of the registry."""
    return page.url_path if page.url_path in {one.path for one in PAGES} else PAGES[0].path


def _seen(page: Page, title: str, choices: Mapping[str, str], who: access.Access) -> View:
    return View(title, partial(_view, _drawn(page, who, page.path), who), choices)


def _anew(path: str, choices: Mapping[str, str], who: access.Access) -> View:
    """The page of a frozen view, for who may still read it."""
    page = _readable(who)[path]
    return _seen(page, marked(page.title), choices, who)


def _sections(who: access.Access) -> dict[str, list]:
    """Section -> its pages, as far as this person has them.

    The default page has no path of its own (Streamlit ignores it), so it is hidden and shows the first page too.
    """
    first = PAGES[0]
    start = _drawn(first, who, "start")
    sections: dict[str, list] = {
        "": [st.Page(start, title=marked(first.title), default=True, visibility="hidden", url_path="start")]
    }
    for page in PAGES:
        if access.may(who, "read", page.resource):
            draw = _drawn(page, who, page.path)
            made = st.Page(draw, title=marked(page.title), icon=f":material/{page.icon}:", url_path=page.path)
            sections.setdefault(marked(page.section), []).append(made)
    if rights.is_closed():
        sections[""].append(_sign_in(who))
    return sections


def _instead(who: access.Access) -> list[st.Page]:
    """On a closed server, what stands at the addresses of pages that are not this person's; no link leads there."""
    return [_barred(page) for page in PAGES if rights.is_closed() and not access.may(who, "read", page.resource)]


def _barred(page: Page) -> st.Page:
    """The way in, or whom to ask; never the page."""

    def draw() -> None:
        entry.barred(marked(page.title), signin.standing())

    draw.__name__ = draw.__qualname__ = f"{page.path}-barred"
    return st.Page(draw, title=marked(page.title), url_path=page.path, visibility="hidden")


def _sign_in(who: access.Access) -> st.Page:
    def draw() -> None:
        entry.page(signin.standing(), who)

    return st.Page(draw, title=_("Sign in"), url_path=return_link.PATH, visibility="hidden")


def _drawn(page: Page, who: access.Access, name: str):
    """The page as a function without arguments; Streamlit tells functions apart by their name."""

    def draw() -> None:
        audit.begin(who, page.path)
        page.render(warehouse.reader(who))

    draw.__name__ = draw.__qualname__ = name
    return draw


def _language_switch() -> None:
    def take() -> None:
        st.session_state["language"] = st.session_state["language-switch"] or "nl"

    # the first value is the default, which stays: a value set in the session travels once more than after a click
    first = st.session_state.setdefault("language-first", st.session_state["language"])
    if st.session_state.get("language-switch", first) != st.session_state["language"]:
        st.session_state["language-switch"] = st.session_state["language"]
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            default=first,
            key="language-switch",
            format_func=str.upper,
            on_change=take,
            required=True,
        )


with gate.turn():
    main()
