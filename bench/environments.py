"""An environment for each rival, by uv where it is, else by pip; made anew when its packages change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE / ".environments"


def programs(rival: str) -> Path:
    """The folder with the programs of a rival's environment. Raises CalledProcessError when a package cannot be had."""
    wanted, home = HERE / "rivals" / f"{rival}.txt", FOLDER / rival
    made = home / "made-from.txt"
    if not made.is_file() or made.read_bytes() != wanted.read_bytes():
        print(f"environment of {rival}", flush=True)
        shutil.rmtree(home, ignore_errors=True)
        uv = shutil.which("uv")
        python = str(home / "bin" / "python")
        venv = [uv, "venv", "-q", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
        add = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", python] if uv else [
            python, "-m", "pip", "install", "-q", "--disable-pip-version-check",
        ]  # fmt: skip
        subprocess.run([*venv, str(home)], check=True)
        subprocess.run([*add, "-r", str(wanted)], check=True)
        made.write_bytes(wanted.read_bytes())
    return home / "bin"
