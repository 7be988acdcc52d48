"""What the reader chose: kept in the session, mirrored in the URL, one for widgets, clicks and links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboard.frame import audit, language
from dashboard.frame.language import _

# What a reader chose once holds on every page that asks it: the area and its level, whose activity counts, the own
# region, the what-if. A page that does not ask it, or does not have that choice, leaves it as it is for the next one.
SHARED = (
    "gebied",
    "niveau",
    "sector",
    "schooljaar",
    "partners",
    "themas",
    "verbleekt",
    "gemeenten",
    "regionaam",
    "als",
)

MISSED = "asked-and-not-here"
IN_PLACE_OF = "in-place-of"  # the session that this one came in the place of
_of_page: ContextVar[Selection | None] = ContextVar("selection", default=None)


@dataclass(frozen=True)
class Missed:
    """A choice that a link, or another page, asked and that this page does not have; `shown` is in its place."""

    asked: str
    shown: str = ""
    label: str = ""


def missed() -> dict[str, Missed]:
    """What was asked in this rerun and is not here, by name."""
    return st.session_state.setdefault(MISSED, {})


class _Chosen(Mapping[str, str]):
    """What a page shows, at the moment that it is asked: the choices that are not the default."""

    def __init__(self, of: Selection):
        self._of = of

    def __getitem__(self, name: str) -> str:
        return self._of[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name, first in self._of.defaults.items() if self._of[name] != first)

    def __len__(self) -> int:
        return sum(1 for _name in self)


class Selection:
    """The choices of one page: names are URL parameters, values short codes, defaults stay out of the URL.

    `apart` are shared names that mean something else on this page, so that it keeps its own.
    """

    def __init__(self, page: str, defaults: Mapping[str, str], apart: Collection[str] = ()):
        self.page, self.defaults, self._names = page, dict(defaults), set(SHARED) - set(apart)
        self._own: dict[str, str] = st.session_state.setdefault(f"selection-{page}", {})
        self._shared: dict[str, str] = st.session_state.setdefault("selection-shared", {})
        self._replaced: dict[str, str] = {}  # shown in this rerun in the place of a choice that the page does not have
        self._arrives = self._stays = False  # from another page; back over what we wrote when it arrived
        self.is_linked = self._follow_url()  # a link or the back button brought these choices
        audit.choose(_Chosen(self))
        _of_page.set(self)

    def __getitem__(self, name: str) -> str:
        return self._replaced.get(name, self._kept(name).get(name, self.defaults[name]))

    def set(self, **values: str | None) -> None:
        """Changes choices; None or the default takes the name out of the URL."""
        for name, value in values.items():
            self._replaced.pop(name, None)
            self._kept(name).pop(name, None)
            if value is not None and str(value) != self.defaults[name]:
                self._kept(name)[name] = str(value)

    def _kept(self, name: str) -> dict[str, str]:
        return self._shared if name in self._names else self._own

    def _follow_url(self) -> bool:
        """A link or the back button wins; our own last writing, or a page change that empties it, does not."""
        asked = {name: st.query_params[name] for name in self.defaults if name in st.query_params}
        written = st.session_state.get("written-to-url", {}).get(self.page)
        self._arrives = not asked and written is None
        if self._arrives or asked == written:
            return False
        if not asked and written == st.session_state.get("written-on-arrival", {}).get(self.page):
            # the page's address without choices, which the menu made: one step back, and nothing was chosen since
            self._stays = True
            return False
        self.set(**{name: asked.get(name) for name in self.defaults})
        return bool(asked)

    def valid(self, name: str, options: Sequence[str]) -> str:
        """The choice when it is one of the options, else the default, else the first."""
        if self[name] not in options:
            default, asked = self.defaults[name], self[name]
            value = default if default in options or not options else options[0]
            if name in self._names:
                self._replaced[name] = value
            else:
                self.set(**{name: value})
            self.miss(name, asked, value)
        return self[name]

    def let_go(self, name: str, options: Collection[str], instead: str | None = None, label: str = "") -> None:
        """Takes another value, or the default, where the choice is not one of the options."""
        if self[name] not in options:
            asked = self[name]
            self.set(**{name: instead})
            self.miss(name, asked, instead or "", label)

    def miss(self, name: str, asked: str, shown: str = "", label: str = "") -> None:
        """Says of this rerun that a choice is not here, if a link or another page asked it: the reader is told."""
        if asked and asked != self.defaults[name] and (self.is_linked or name in self._names):
            missed().setdefault(name, Missed(asked, shown, label))

    def _name_missed(self, name: str, label: str, named: Callable[[str], str] = str) -> None:
        """What was missed in the words of its box."""
        one = missed().get(name)
        if one and not one.label:
            missed()[name] = replace(one, label=label, shown=named(one.shown) if one.shown else "")

    def choose(self, name: str, label: str, options: list[str], then: Callable | None = None, **kw) -> None:
        """Draws a list for one choice. `then` runs after a change by the reader, before the page."""
        self._name_missed(name, label, kw.get("format_func", str))
        key, first = self._prepare(
            self._box(name, options, kw.get("format_func", str)), self[name] if self[name] in options else None
        )
        index = options.index(first) if first in options else None
        st.selectbox(label, options, index, key=key, on_change=self._take, args=(name, key, then), **kw)

    def _box(self, name: str, options: Sequence[str], named: Callable[[str], str]) -> str:
        """The name of a list's widget. Other options, or other names of them, make another widget: a browser that keeps
        the one it has may go on showing its former choice, or send back a name that nothing has any more, while the
        page and its buttons have the new one."""
        known, number = st.session_state.get(f"{self.page}-{name}-options", (None, 0))
        now = hash((*options, *map(named, options)))
        if known != now:
            number += known is not None
            st.session_state[f"{self.page}-{name}-options"] = (now, number)
        return f"{name}-{number}" if number else name

    def pick(self, name: str, label: str, options: Sequence[str], then: Callable | None = None, **kw) -> None:
        """Draws a row of buttons for one choice; one is always pressed."""
        self._name_missed(name, label, kw.get("format_func", str))
        key, first = self._prepare(name, self[name])
        kw |= {"on_change": self._take, "args": (name, key, then), "key": key, "required": True}
        st.segmented_control(label, options, default=first, **kw)

    def begin(self, name: str, value: str) -> None:
        """What a choice begins with where that depends on the data; it stays out of the URL as every default."""
        self.defaults[name] = value

    def step(self, name: str, label: str, options: Sequence[str], **kw) -> None:
        """Draws a slider with these steps."""
        key, first = self._prepare(name, self[name])
        kw |= {"on_change": self._take, "args": (name, key, None), "key": key}
        st.select_slider(label, options, first if first in options else options[-1], **kw)

    def switch(self, name: str, label: str, **kw) -> bool:
        """Draws a toggle; "1" and "0" in the URL."""
        self.valid(name, ["0", "1"])
        self._name_missed(name, label, {"0": _("off"), "1": _("on")}.__getitem__)
        key, first = self._prepare(name, self[name] == "1")
        st.toggle(label, first, key=key, on_change=self._take, args=(name, key, None), **kw)
        return self[name] == "1"

    def listed(self, name: str, options: Sequence[str]) -> list[str]:
        """The choices of a list (commas in the URL) that are options, in the reader's order."""
        asked = dict.fromkeys(self[name].split(","))
        self.miss(name, ", ".join(option for option in asked if option and option not in options))
        return [option for option in asked if option in options]

    def choose_many(self, name: str, label: str, options: Sequence[str], **kw) -> list[str]:
        """Draws a list for any number of choices. Enter takes the first that fits, never all that do."""
        key, first = self._prepare(name, self.listed(name, options))
        self._name_missed(name, label)
        kw |= {"on_change": self._take, "args": (name, key, None), "key": key, "select_all": False}
        st.multiselect(label, options, [option for option in first if option in options], **kw)
        return self.listed(name, options)

    def write_in(self, name: str, label: str, **kw) -> str:
        """Draws a line to type in."""
        key, first = self._prepare(name, self[name])
        st.text_input(label, first, key=key, on_change=self._take, args=(name, key, None), **kw)
        return self[name]

    def _prepare(self, name: str, value) -> tuple[str, Any]:
        """The widget's key and default. The default stays what it was at first and the session is set only
        when it differs: the message of a list of 3,000 names then stays the same, and travels once.

        In the place of another session it is another widget: the browser would go on showing a choice that the former
        one never got.
        """
        key = f"{self.page}-{name}{st.session_state.get(IN_PLACE_OF, '')}"
        first = st.session_state.setdefault(f"{key}-first", value)
        if st.session_state.get(key, first) != value:
            st.session_state[key] = value
        return key, first

    def _take(self, name: str, key: str, then: Callable | None) -> None:
        value = st.session_state[key]
        if isinstance(value, list):
            value = ",".join(value)
        self.set(**{name: str(int(value)) if isinstance(value, bool) else value})
        if then:
            then()

    def made(self) -> dict[str, str]:
        """The choices that are not the default: what a link to this view says."""
        return {name: self[name] for name in self.defaults if self[name] != self.defaults[name]}

    def write(self) -> None:
        """Puts the choices in the URL (only what is not the default), with the language.

        Not when the back button came to the address that the menu made: the next step back must be free.
        """
        mine = self.made()
        before = st.session_state.get("written-to-url", {}).get(self.page)
        if self._arrives:
            st.session_state["written-on-arrival"] = {self.page: mine}
        elif self._stays or mine != before:
            st.session_state["written-on-arrival"] = {}
        st.session_state["written-to-url"] = {self.page: {} if self._stays else mine}
        if not self._stays:
            write_url(mine)


def of_page() -> Selection | None:
    """The selection of the page that is being drawn; None before it has one."""
    return _of_page.get()


def carried(name: str) -> dict[str, str]:
    """A shared choice as links to other pages take it along; nothing where it was not made."""
    value = st.session_state.get("selection-shared", {}).get(name)
    return {name: value} if value else {}


def write_url(choices: Mapping[str, str]) -> None:
    """The URL of this view: these choices, and the language when it is not Dutch."""
    wanted = dict(choices) | ({"lang": language.current()} if language.current() != "nl" else {})
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def choose_language() -> str:
    """The language of this session: a link's ?lang= first, then the last choice, then Dutch."""
    asked = st.query_params.get("lang")
    if asked and asked != st.session_state.get("lang-in-url"):
        st.session_state["language"] = asked
    chosen = language.use(st.session_state.get("language"))
    st.session_state["language"] = st.session_state["lang-in-url"] = chosen
    return chosen
