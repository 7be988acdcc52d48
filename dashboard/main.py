"""The main script, run on every click: language, access, then the page; a page never runs before the gate."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # Streamlit puts the script's own folder there, not the project's
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from dashboard import access, links, parts, selection, unforeseen, warehouse  # noqa: E402
from dashboard.language import LANGUAGES, _  # noqa: E402
from pages import bronnen, dekking, doelscholen, kaart, methode, overzicht, partnerdata, wijken_vergelijken  # noqa: E402

ICON = Path(__file__).with_name("static") / "icon.png"
LOGO = Path(__file__).with_name("static") / "logo.png"


def main() -> None:
    st.set_page_config(page_title="Kansenatlas", page_icon=str(ICON), layout="wide")
    who = access.for_address(st.get_option("server.address"))
    code = selection.choose_language()
    parts.style()
    st.logo(str(LOGO), size="medium")
    pages = _pages(who)
    page = st.navigation(pages, position="top")
    links.know({one.url_path: one for section in pages.values() for one in section})
    if error_id := unforeseen.pending():
        unforeseen.state(error_id, who)
    elif not _body(page, who):
        return
    _language_switch()
    if who.mode == "shared":
        parts.open_only()
    st.html(f"<script>document.documentElement.lang='{code}'</script>", unsafe_allow_javascript=True)


def _body(page: st.Page, who: access.Access) -> bool:
    """The page below its banner; False without a warehouse. Streamlit's own rerun and stop are no errors and pass."""
    try:
        warehouse.pin()
        build = warehouse.run("build", {}, who).iloc[0]
        parts.fictional_banner(build)
        page.run()
    except warehouse.NoWarehouse:
        parts.no_warehouse()
        return False
    except Exception as error:
        unforeseen.start_over(error, page.url_path)
    return True


def _pages(who: access.Access) -> dict[str, list]:
    """The default page has no path of its own (Streamlit ignores it), so it is hidden and shows Overzicht too."""
    start = _named(overzicht.render, who, "start")
    partner = {
        _("Partners"): [
            _page(partnerdata.render, who, _("Partner data"), ":material/upload_file:", "partnerdata"),
        ],
    }
    coverage = [_page(dekking.render, who, _("Coverage"), ":material/join_inner:", "dekking")]
    schools = {
        _("Schools"): [
            _page(doelscholen.render, who, _("Target schools"), ":material/format_list_numbered:", "doelscholen"),
        ],
    }
    return {
        "": [
            st.Page(start, title=_("Overview"), default=True, visibility="hidden", url_path="start"),
            _page(overzicht.render, who, _("Overview"), ":material/home:", "overzicht"),
        ],
        _("Map"): [
            _page(kaart.render, who, _("Map"), ":material/map:", "kaart"),
            *(coverage if access.may(who, "read", access.PARTNER) else []),
        ],
        **(schools if access.may(who, "read", access.PARTNER) else {}),
        _("Neighbourhoods"): [
            _page(
                wijken_vergelijken.render,
                who,
                _("Compare neighbourhoods"),
                ":material/compare_arrows:",
                "wijken-vergelijken",
            ),
        ],
        **(partner if access.may(who, "read", access.PARTNER) else {}),
        _("Accountability"): [
            _page(bronnen.render, who, _("Sources"), ":material/database:", "bronnen"),
            _page(methode.render, who, _("Method"), ":material/function:", "methode"),
        ],
    }


def _named(render, who: access.Access, name: str):
    """The page as a function without arguments; Streamlit tells functions apart by their name."""

    def page() -> None:
        render(who)

    page.__name__ = page.__qualname__ = name
    return page


def _page(render, who: access.Access, title: str, icon: str, path: str):
    return st.Page(_named(render, who, path), title=title, icon=icon, url_path=path)


def _language_switch() -> None:
    def take() -> None:
        st.session_state["language"] = st.session_state["language-switch"] or "nl"

    if st.session_state.get("language-switch") != st.session_state["language"]:
        st.session_state["language-switch"] = st.session_state["language"]
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            key="language-switch",
            format_func=str.upper,
            on_change=take,
            required=True,
        )


main()
