"""When the disk or a kept file fails: what happened and what to do, instead of a page that could not be shown."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st

from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import md
from dashboard.frame.warehouse import Reader
from dashboard.partners import files


@contextmanager
def explained() -> Generator[None]:
    """A page that stops here because of the disk, or of another build, says so where it stopped."""
    try:
        yield
    except (files.DiskFull, files.NotWritable, files.Busy, files.BuildDamaged) as error:
        st.error(words(error), icon=":material/hard_drive:")


def words(error: Exception) -> str:
    """What happened and what to do."""
    if isinstance(error, files.DiskFull):
        return _(
            "**The disk of the data folder is full.** Everything kept before is as it was. Make room and try again."
        )
    if isinstance(error, files.NotWritable):
        return _(
            "**The data folder cannot be written.** Nothing was changed. Give the server the right to write in it."
        )
    if isinstance(error, files.Busy):
        return _("**Another build is running.** What was entered is kept. Try again when that build is done.")
    return _("**The published build is damaged.** What was entered is kept apart from it. Build the edition again.")


def show(reader: Reader) -> None:
    """What is set apart, by name; nothing when all is whole."""
    found = files.apart(reader.access)
    if not found:
        return
    head = ngettext(
        "**{n} kept file is set apart** and does not count:",
        "**{n} kept files are set apart** and do not count:",
        len(found),
    )
    names = "".join(f"\n- {md(one.name)}: {reason(one)}" for one in found)
    st.warning(f"{head}\n{names}", icon=":material/heart_broken:")


def reason(one: files.Apart) -> str:
    """Why something is set apart, and what mends it."""
    backup = _("Put it back from a backup, or remove the file.")
    told = {
        "unreadable": f"{_('an event that is not whole.')} {backup}",
        "incomplete": f"{_('an event that lacks what it must say.')} {backup}",
        "newer": _("an event of a newer version of the program. Use that version."),
        "unknown_delivery": f"{_('an event about a delivery that never came.')} {backup}",
        "damaged_file": _("a delivery whose file is damaged. Send the same file again and it counts again."),
        "import_unreadable": _(
            "own figures that cannot be read. Import them again, or remove both files from `data/imports`."
        ),
        "import_double": _(
            "own figures with an indicator that another import has. Remove one of the two from `data/imports`."
        ),
    }
    return told[one.why]
