"""Streamlit's own English words in the Dutch view: lists, uploads and tables say them in the reader's language.

Streamlit has no setting for them. A script that the first page of a session brings looks at what is added to the page
and replaces a text that is exactly one of these; what people typed is no text of Streamlit's and stays.
"""

from __future__ import annotations

import json
import re

import streamlit as st

from dashboard.frame import language
from dashboard.frame.language import _

SCRIPT = """
if(!window.rwWords){
const words=new Map(WORDS),shapes=SHAPES.map(([from,to])=>[new RegExp(from),to]);
const said=t=>{const k=t.trim();if(!k||k.length>90)return t;
if(words.has(k))return t.replace(k,words.get(k));
for(const [from,to] of shapes)if(from.test(k))return t.replace(k,k.replace(from,to));return t};
const ours=e=>e.closest&&
e.closest('.rw,[data-testid=stMarkdownContainer],[role=option],[role=gridcell],textarea,input');
const text=n=>{const p=n.parentElement;if(!p||ours(p)&&!p.closest('[role=option][id*=select]'))return;
const s=said(n.data);if(s!==n.data)n.data=s};
const names=e=>{for(const a of ['aria-label','title','placeholder'])if(e.hasAttribute(a)){
const v=e.getAttribute(a),s=said(v);if(s!==v)e.setAttribute(a,s)}};
const walk=n=>{if(n.nodeType===3)return text(n);if(n.nodeType!==1)return;names(n);
const w=document.createTreeWalker(n,5);
while(w.nextNode()){const c=w.currentNode;c.nodeType===3?text(c):names(c)}};
window.rwWords=new MutationObserver(all=>{for(const m of all){m.addedNodes.forEach(walk);
if(m.type==='characterData')text(m.target);if(m.type==='attributes')names(m.target)}});
window.rwWords.observe(document.body,{subtree:true,childList:true,characterData:true,attributes:true,
attributeFilter:['aria-label','title','placeholder']});walk(document.body)}
"""


def said() -> dict[str, str]:
    """What Streamlit says, and what we say for it; {n} is any number or size."""
    return {
        "No results": _("No results"),
        "No options to select": _("No options to select"),
        "No options to select.": _("No options to select."),
        "Choose an option": _("Choose an option"),
        "Choose options": _("Choose options"),
        "Select all": _("Select all"),
        "Select {n} matches": _("Select {n} matches"),
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
        "Download as CSV": _("Download as CSV"),
        "Show/hide columns": _("Show/hide columns"),
        "Search": _("Search"),
        "{n} results": _("{n} results"),
        "Clear selection": _("Clear selection"),
        "Clear value": _("Clear value"),
        "Fullscreen": _("Fullscreen"),
        "Close fullscreen": _("Close fullscreen"),
        "Copy to clipboard": _("Copy to clipboard"),
        "Page not found": _("Page not found"),
        "Running...": _("Running..."),
        "Connecting": _("Connecting"),
        "Stop": _("Stop"),
        "Rerun": _("Rerun"),
        "Settings": _("Settings"),
        "Print": _("Print"),
        "Record screen": _("Record screen"),
        "About": _("About"),
    }


def bring() -> None:
    """Once in a session in another language than Streamlit's; the script stays when the element goes."""
    if language.current() == "en" or st.session_state.get("own-words"):
        return
    st.session_state["own-words"] = True
    words = [pair for pair in said().items() if "{n}" not in pair[0]]
    shapes = [[shape(english), dutch.replace("{n}", "$1")] for english, dutch in said().items() if "{n}" in english]
    script = SCRIPT.replace("WORDS", json.dumps(words)).replace("SHAPES", json.dumps(shapes))
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def shape(english: str) -> str:
    """A regular expression (JavaScript's) for a text with a number or a size in it."""
    before, after = (re.sub(r"[.*+?^${}()|\[\]\\/]", r"\\\g<0>", part) for part in english.split("{n}"))
    return rf"^{before}(\d[\d.,]*\s?[A-Za-z]{{0,2}}){after}$"
