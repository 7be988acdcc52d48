"""Streamlit's own English words in the Dutch view: lists, uploads and tables say them in the reader's language.

Streamlit has no setting for them. A script that the first page of a session brings looks at what is added to the page
and replaces a text that is exactly one of these; what people typed is no text of Streamlit's and stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import streamlit as st

from dashboard.frame import language
from dashboard.frame.language import _

SCRIPT = """
if(!window.rwWords){
const all=new Map(WORDS),lists=new Map(LISTS),shapes=SHAPES.map(([from,to])=>[new RegExp(from),to]);
const said=(t,words)=>{const k=t.trim();if(!k||k.length>400||document.documentElement.lang==='en')return t;
if(words.has(k))return t.replace(k,words.get(k));
for(const [from,to] of shapes)if(from.test(k))return t.replace(k,k.replace(from,to));return t};
const named=t=>{const at=t.indexOf(': '),head=t.slice(0,at);
return at>0&&all.has(head)?all.get(head)+t.slice(at):said(t,all)};
const ours=e=>e.closest('.rw,[role=gridcell],textarea,input,[data-testid=stFileUploaderFile]')||
e.closest('[data-testid=stMarkdownContainer]')&&!e.closest('[data-testid=stFileUploader],[role=dialog]');
const text=n=>{const p=n.parentElement;if(!p||ours(p))return;
const s=said(n.data,p.closest('[role=option]')?lists:all);if(s!==n.data)n.data=s};
const names=e=>{for(const a of ['aria-label','title','placeholder'])if(e.hasAttribute(a)){
const v=e.getAttribute(a),s=named(v);if(s!==v)e.setAttribute(a,s)}};
const walk=n=>{if(n.nodeType===3)return text(n);if(n.nodeType!==1)return;names(n);
const w=document.createTreeWalker(n,5);
while(w.nextNode()){const c=w.currentNode;c.nodeType===3?text(c):names(c)}};
window.rwWords=new MutationObserver(seen=>{for(const m of seen){m.addedNodes.forEach(walk);
if(m.type==='characterData')text(m.target);if(m.type==='attributes')names(m.target)}});
window.rwWords.observe(document.body,{subtree:true,childList:true,characterData:true,attributes:true,
attributeFilter:['aria-label','title','placeholder']});walk(document.body)}
"""


def in_lists() -> dict[str, str]:
    """What Streamlit says among the options of a list, where anything else is a name."""
    return {
        "No results": _("No results"),
        "No options to select": _("No options to select"),
        "No options to select.": _("No options to select."),
        "Select all": _("Select all"),
    }


def in_tables() -> dict[str, str]:
    """What Streamlit says in the tools and menus of a table.

    Not of its own CSV, which would pass our export by: style.css knows that button by its English name, and hides it.
    """
    return {
        "Show/hide columns": _("Show/hide columns"),
        "Search": _("Search"),
        "{n} results": _("{n} results"),
        "Clear selection": _("Clear selection"),
        "Sort ascending": _("Sort ascending"),
        "Sort descending": _("Sort descending"),
        "Autosize": _("Autosize"),
        "Pin column": _("Pin column"),
        "Unpin column": _("Unpin column"),
        "Hide column": _("Hide column"),
        "Format": _("Format"),
        "Copy column name": _("Copy column name"),
        "Dataframe column menu": _("Dataframe column menu"),
        "Type to search": _("Type to search"),
        "Close Search": _("Close Search"),
        "Next Result": _("Next Result"),
        "Previous Result": _("Previous Result"),
        "Statistics": _("Statistics"),
        "Average": _("Average"),
        "Median": _("Median"),
        "Sum": _("Sum"),
        "Range": _("Range"),
        "Standard deviation": _("Standard deviation"),
        "Distinct": _("Distinct"),
        "Empty": _("Empty"),
        "Values": _("Values"),
        "Average length": _("Average length"),
        "Minimum length": _("Minimum length"),
        "Maximum length": _("Maximum length"),
        "Automatic": _("Automatic"),
        "Localized": _("Localized"),
        "Plain": _("Plain"),
        "Percent": _("Percent"),
        "Scientific": _("Scientific"),
        "Accounting": _("Accounting"),
        "Distance": _("Distance"),
        "Duration": _("Duration"),
        "Calendar": _("Calendar"),
    }


def said() -> dict[str, str]:
    """What Streamlit says, and what we say for it; {n} is any number or size, {x} any text."""
    return (
        in_lists()
        | in_tables()
        | {
            "Choose an option": _("Choose an option"),
            "Choose options": _("Choose options"),
            "Select {n} matches": _("Select {n} matches"),
            "{n} options available.": _("{n} options available."),
            "{n} option available.": _("{n} option available."),
            "Selected values": _("Selected values"),
            "Help for {x}": _("Help for {x}"),
            "You can only select up to {n} options. Remove an option first.": _(
                "You can only select up to {n} options. Remove an option first."
            ),
            "You can only select up to {n} option. Remove an option first.": _(
                "You can only select up to {n} option. Remove an option first."
            ),
            "Upload": _("Upload"),
            "Drag and drop file here": _("Drag and drop file here"),
            "Drag and drop files here": _("Drag and drop files here"),
            "{n} per file": _("{n} per file"),
            "Clear value": _("Clear value"),
            "Clear all": _("Clear all"),
            "Remove {x}": _("Remove {x}"),
            "Page {n}": _("Page {n}"),
            "Next page": _("Next page"),
            "Previous page": _("Previous page"),
            "Go to next page": _("Next page"),
            "Go to previous page": _("Previous page"),
        }
        | around()
    )


def around() -> dict[str, str]:
    """Around a page: its charts' tools, the menu, the side bar."""
    return {
        "Download as PNG": _("Download as PNG"),
        "Copy Vega-Lite spec": _("Copy the description of the chart"),
        "Show data": _("Show data"),
        "Show chart": _("Show chart"),
        "Fullscreen": _("Fullscreen"),
        "Close fullscreen": _("Close fullscreen"),
        "Copy to clipboard": _("Copy to clipboard"),
        "Close": _("Close"),
        "Page not found": _("Page not found"),
        "The page that you have requested does not seem to exist. Running the app's main page.": _(
            "There is no page at this address, or it is not for you. This is the first page."
        ),
        "Running...": _("Running..."),
        "Connecting": _("Connecting"),
        "Stop": _("Stop"),
        "Rerun": _("Rerun"),
        "Settings": _("Settings"),
        "Print": _("Print"),
        "Record screen": _("Record screen"),
        "About": _("About"),
        "Theme": _("Colours"),
        "Light": _("Light"),
        "Dark": _("Dark"),
        "System": _("System"),
        "Made with Streamlit v": _("Made with Streamlit v"),
        "Copy version to clipboard": _("Copy version to clipboard"),
        "Main menu": _("Main menu"),
        "Navigate to home page": _("To the first page"),
        "Increment": _("Increment"),
        "Decrement": _("Decrement"),
        "Choose date": _("Choose date"),
        "Sidebar": _("Side bar"),
        "Collapse sidebar": _("Close the side bar"),
        "Expand sidebar": _("Open the side bar"),
        "Skip to main content": _("Skip to main content"),
        "file upload": _("file upload"),
    }


def bring() -> None:
    """Once in a session in another language than Streamlit's; the script stays when the element goes."""
    if language.current() == "en" or st.session_state.get("own-words"):
        return
    st.session_state["own-words"] = True
    script = SCRIPT
    for mark, told in (("WORDS", _pairs(said())), ("LISTS", _pairs(in_lists())), ("SHAPES", _shapes(said()))):
        script = script.replace(mark, json.dumps(told))
    st.html(
        f"<script>document.documentElement.lang='{language.current()}';{script}</script>", unsafe_allow_javascript=True
    )


def _pairs(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in words.items() if "{" not in pair[0]]


def _shapes(words: Mapping[str, str]) -> list[tuple[str, str]]:
    gap = re.compile(r"\{[nx]\}")
    return [(shape(english), gap.sub("$1", dutch)) for english, dutch in words.items() if "{" in english]


def shape(english: str) -> str:
    """A regular expression (JavaScript's) for a text with a number, a size or a name in it."""
    before, kind, after = re.split(r"\{([nx])\}", english)
    gap = {"n": r"(\d[\d.,]*\s?[A-Za-z]{0,2})", "x": "(.+)"}[kind]
    before, after = (re.sub(r"[.*+?^${}()|\[\]\\/]", r"\\\g<0>", part) for part in (before, after))
    return f"^{before}{gap}{after}$"
