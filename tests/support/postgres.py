"""A real PostgreSQL for a test: its own folder, port and life, on the loopback only; gone when the test is."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DEBIAN = "/usr/lib/postgresql"  # keeps its programs here, by version, and not on PATH
USER = "postgres"  # the server refuses to run as root
LONGEST_SECONDS = 60


class Postgres:
    """One server. `url` names its database for psycopg, DuckDB and the command line alike."""

    def __init__(self, programs: Path, folder: Path, port: int) -> None:
        self.programs, self.folder, self.port = programs, folder, port
        self.url = self._url("postgres")

    def start(self) -> None:
        """Returns when it answers."""
        said = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "-D", str(self.folder), "-l", str(self.folder / "log"), "-o", said, "-w", "start")

    def stop(self) -> None:
        """At once, as a machine that loses its current: whoever is connected is cut off."""
        self._run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def restart(self) -> None:
        """Down and up again, on the same port with the same data."""
        self.stop()
        self.start()

    def make(self) -> None:
        """Its data folder, empty."""
        words = ("-A", "trust", "-U", USER, "--no-locale", "-E", "UTF8", "--no-sync")
        self._run("initdb", "-D", str(self.folder), *words)

    def database(self) -> str:
        """The url of a new database; it stays until the server goes."""
        name = f"test_{uuid.uuid4().hex[:8]}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, name)
        return self._url(name)

    def is_up(self) -> bool:
        """Whether its process lives."""
        return (self.folder / "postmaster.pid").is_file()

    def _url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *words: str) -> None:
        # by another user where this one is root: that one must be able to enter the folder it stands in
        done = subprocess.run(
            [*_as_other_user(), str(self.programs / program), *words],
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{program} ended with {done.returncode}"


@contextmanager
def running() -> Iterator[Postgres]:
    """A server with an empty database; skips the test, and says why, where PostgreSQL is not installed."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, USER, USER)
        server = Postgres(programs, folder, _free_port())
        server.make()
        server.start()
        try:
            yield server
        finally:
            if server.is_up():
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else sorted(Path(DEBIAN).glob("*/bin"))[::-1]
    there = next((folder for folder in folders if (folder / "initdb").is_file()), None)
    if there is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql")
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no setpriv: apt-get install util-linux")
    return there


def _as_other_user() -> list[str]:
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.getuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]
