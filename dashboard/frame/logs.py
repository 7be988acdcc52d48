"""The log of the server: the loggers of the app and of the ETL it calls, written to stderr; set up once at start."""

from __future__ import annotations

import logging

from dashboard.frame.program import setting, variable

VARIABLE = variable("LOG")
PACKAGES = ("dashboard", "etl")
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def to_stderr() -> None:
    """Attaches the one handler (again: replaces it) at the level that the setting LOG names."""
    handler = logging.StreamHandler()
    handler.set_name(VARIABLE)
    handler.setFormatter(logging.Formatter(FORMAT))
    level = _level()
    for name in PACKAGES:
        log = logging.getLogger(name)
        log.handlers = [old for old in log.handlers if old.get_name() != VARIABLE] + [handler]
        log.setLevel(level)
    # Streamlit would write the same error once more, with what people delivered in it: `unforeseen` logs it.
    logging.getLogger("streamlit.error_util").setLevel(logging.CRITICAL)


def _level() -> int:
    """INFO without the variable, or with a word that is no level."""
    name = setting("LOG") or "INFO"
    known = logging.getLevelNamesMapping()
    if name.upper() not in known:
        logging.getLogger(__name__).warning(
            "%s: expected one of %s, found %r; INFO is used.", VARIABLE, ", ".join(known), name
        )
    return known.get(name.upper(), logging.INFO)
