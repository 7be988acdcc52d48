"""`make keyed`: serves the app with a start key of its own, tells the link that brings it along, and opens that link.

`python -m dashboard.start PORT [options of streamlit run]`. A browser that opened the link is the person at this
machine; anyone else sees open pages only. Nothing else of a request tells the two apart behind every proxy.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import MutableMapping
from urllib.parse import urlencode

from streamlit.web import cli

from dashboard.frame.program import NAME, setting, variable

SECONDS = 120  # that a server gets until it answers
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def main(port: str, *options: str) -> None:
    """Serves on this port of the loopback until it is stopped."""
    if _is_taken(int(port)):
        raise SystemExit(f"Expected port {port} free, found something there: stop that, or take PORT=8502.")
    link = key_of(os.environ, f"http://localhost:{port}")
    threading.Thread(target=_welcome, args=(int(port), link), daemon=True).start()
    sys.argv = ["streamlit", "run", "app.py", "--server.port", port, "--logger.hideWelcomeMessage", "true", *options]
    cli.main()


def key_of(environment: MutableMapping[str, str], base: str) -> str:
    """The start link; a key is made where none was set. '' where one was: who chose that word says it to nobody."""
    if setting("KEY"):
        return ""
    key = environment[variable("KEY")] = secrets.token_urlsafe(24)
    return f"{base}/start?{urlencode({'key': key})}"


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _welcome(port: int, link: str) -> None:
    """As soon as the server answers: where to look."""
    _wait(f"http://127.0.0.1:{port}/_stcore/health")
    own = f"http://localhost:{port}/start?key=... with the word of {variable('KEY')}"
    print(f"\n  {NAME}: {link or own}\n", flush=True)
    if link and _has_screen():
        webbrowser.open(link)


def _wait(address: str) -> None:
    last = time.monotonic() + SECONDS
    while time.monotonic() < last:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)


def _has_screen() -> bool:
    """Whether a browser can open a window here; one of text would take the terminal."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in SCREENS)


if __name__ == "__main__":
    main(*sys.argv[1:])
