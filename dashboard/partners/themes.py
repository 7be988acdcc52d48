"""What theme each programme of a partner has: a partner's file does not tell it, so a person does."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import escape, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import files
from dashboard.ui import activity, pieces

WIDTH = 520  # pixels; narrower on a phone


def show(chosen: Selection, reader: Reader) -> None:
    """A partner, its programmes with a theme each, and one button that keeps them."""
    programmes = reader.run("partner_programmes")
    if programmes.empty:
        st.info(_("**No partner has told of activities yet.** Take in a first file under “Deliver”."))
        return
    pieces.piece(escape(_finding(programmes)), "rw-sel")
    programmes = files.own(programmes, reader.access)
    names = dict(zip(programmes["partner_id"], programmes["partner_name"], strict=True))
    chosen.let_go("partner", names)
    chosen.choose("partner", _("Partner"), list(names), format_func=names.__getitem__, width=WIDTH,
                  placeholder=_("Choose a partner"))  # fmt: skip
    if not chosen["partner"]:
        return
    of_partner = programmes[programmes["partner_id"] == chosen["partner"]].set_index("programme_id")
    sent = _form(of_partner, activity.theme_names(reader))
    changed = {code: theme for code, theme in sent.items() if theme != of_partner.at[code, "theme_id"]}
    if changed:
        with st.spinner(_("The atlas is brought up to date…")):
            files.tell_themes(changed, reader.access)
        st.rerun()
    pieces.question("partner_programmes", {})


def _finding(programmes: pd.DataFrame) -> str:
    themed = (programmes["theme_id"] != "").sum()
    text = _("{n} of {all} programmes have a theme.", n=number(themed), all=number(len(programmes)))
    return f"{text} {_('Coverage by theme and schools fit for a learning line count those only.')}"


def _form(programmes: pd.DataFrame, themes: dict[str, str]) -> dict[str, str]:
    """The theme per programme as it was sent just now; empty when nothing was sent."""
    names = {"": _("not told")} | themes
    with st.form("themas", width=WIDTH):
        sent = {}
        for code, row in zip(programmes.index, programmes.to_dict("records"), strict=True):
            schools = ngettext("{n} school", "{n} schools", int(row["schools_count"]))
            label = f"{md(row['name'] or '') or _('without a name')} · {schools}"
            now = row["theme_id"]  # one that the GKA no longer has stays as it was told
            options = names if now in names else names | {now: now}
            place = list(options).index(now)
            sent[code] = st.selectbox(label, list(options), place, format_func=options.__getitem__, key=f"thema-{code}")
        is_sent = st.form_submit_button(_("Keep these themes"), icon=":material/check:")
    return sent if is_sent else {}
