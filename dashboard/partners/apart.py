"""When the disk or a kept file fails: what happened and what to do, instead of a page that could not be shown."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st

from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import md
from dashboard.frame.warehouse import Reader
from dashboard.partners import files
from dashboard.ui import keeping

log = logging.getLogger(__name__)


@contextmanager
def explained() -> Generator[None]:
    """A page that stops because of the disk, of another build or of what a build refuses says so where it stopped."""
    try:
        yield
    except files.EtlError as error:
        log.warning("page Partnerdata stopped: %s", type(error).__name__)  # its words may quote a delivered cell
        st.error(words(error), icon=":material/hard_drive:")


def words(error: Exception) -> str:
    """What happened and what to do."""
    if isinstance(error, (files.DiskFull, files.NotWritable)):
        return keeping.words(error)
    if isinstance(error, files.Busy):
        return _("**Another build is running.** What was entered is kept. Try again when that build is done.")
    if isinstance(error, files.BuildDamaged):
        return _("**The published build is damaged.** What was entered is kept apart from it. Build the edition again.")
    if isinstance(error, files.MartOnly):
        return _(
            "**What was entered is kept, and counts from the next build.** This server shows builds that are made on "
            "another machine, which brings in what was entered."
        )
    if isinstance(error, files.OtherVersion):
        return _(
            "**The data were made by another version of this program, so they cannot be brought up to date.** What was "
            "entered is kept. Run `{command}` in the project folder, with `MIRROR=folder` if the files come from a "
            "folder: then it counts.",
            command=f"make data EDITION={error.edition}",
        )
    return _(
        "**The atlas was not brought up to date.** What was entered is kept, the former build stays. Run "
        "`python -m etl partner refresh` in the project folder: it says what is wrong and what to do."
    )


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
        "gone": _(
            "an event that came and is no longer there, so what it said does not count. Put it back from a backup; if "
            "it was removed on purpose, say so: `python -m etl partner let-go {number}`.",
            number=one.name.lstrip("n0"),
        ),
        "unknown_delivery": f"{_('an event about a delivery that never came.')} {backup}",
        "damaged_file": _("a delivery whose file is damaged. Send the same file again and it counts again."),
        "import_unreadable": _(
            "own figures that cannot be read. Import them again, or remove both files from `data/imports`."
        ),
        "import_damaged": _(
            "own figures that are not as they came: a file was damaged or changed. Import them again, or remove the "
            "files from `data/imports`."
        ),
        "import_double": _(
            "own figures with an indicator that another import has. Remove one of the two from `data/imports`."
        ),
    }
    return told[one.why]
