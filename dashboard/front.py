"""What stands before several processes of the app, and what these are told of it: nginx's file, and their settings.

Made of the options of `streamlit run`: address and certificate are nginx's then, the processes listen on the loopback
without either. Nobody is local to them: who comes through nginx bears its mark, who comes past it lacks the key.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.frame import closed, ended
from dashboard.frame.program import ROOT, SLUG, variable
from dashboard.frame.visitor import is_loopback

TEMPLATE = ROOT / "deploy" / "nginx.conf"
COOKIE = f"{SLUG}_process"
HERE = "127.0.0.1"
OWN = ("--server.address", "--server.sslCertFile", "--server.sslKeyFile")
# Each request tries its process first: to be refused by this machine costs nothing, and who is back is found at once.
# Were one taken out for a time, all would be out for a moment when they are renewed one after the other.
ALWAYS = "max_fails=0"


@dataclass(frozen=True)
class Front:
    """One nginx on `address`:`port` before processes on these `ports` of the loopback; `upload` in MB.

    `proxies` are the addresses of those before nginx that have the https, where it has no certificate itself.
    """

    folder: Path
    address: str
    port: int
    ports: Sequence[int]
    upload: int
    certificate: str = ""
    key: str = ""
    proxies: Sequence[str] = ()

    @property
    def is_https(self) -> bool:
        return bool(self.certificate or self.proxies)

    @property
    def reached_at(self) -> str:
        """The address under which this machine reaches nginx."""
        return {"0.0.0.0": HERE, "::": "::1", "localhost": HERE}.get(self.address, self.address)

    @property
    def base(self) -> str:
        """Where to look from this machine."""
        return f"{'https' if self.certificate else 'http'}://{_in_url(self.reached_at)}:{self.port}"

    def configuration(self) -> str:
        """The file that nginx runs on."""
        told = TEMPLATE.read_text(encoding="utf-8")
        for word, value in self._words().items():
            told = told.replace(f"@{word}@", value)
        return told

    def _words(self) -> dict[str, str]:
        servers = [f"{HERE}:{port}" for port in self.ports]
        tls = [f"ssl_certificate {_quoted(self.certificate)};", f"ssl_certificate_key {_quoted(self.key)};"]
        return {
            "USER": "user root;" if os.geteuid() == 0 else "",  # else another one, who may not enter the folder
            "FOLDER": str(self.folder),
            "UPLOAD": f"{self.upload + 1}m",  # and what a form adds to its file
            "COOKIE": COOKIE,
            "WAYS": _lines(8, (f'"{n}" process_{n};' for n in range(len(servers)))),
            "SERVED": _lines(8, (f'"~\\b{one}$" "{n}";' for n, one in enumerate(servers))),
            "UPSTREAMS": _lines(4, _upstreams(servers)),
            "LISTEN": f"{_in_url(self.address)}:{self.port}{' ssl' if self.certificate else ''}",
            "TLS": _lines(8, [*tls, "ssl_protocols TLSv1.2 TLSv1.3;"]) if self.certificate else "",
            "ALLOWED": _lines(8, [*(f"allow {one};" for one in self.proxies), "deny all;"]) if self.proxies else "",
            "PROTO": "$http_x_forwarded_proto" if self.proxies else "$scheme",
            "SECURE": "; Secure" if self.is_https else "",
            "TRIES": str(len(servers)),
        }

    def environment(self, known: Mapping[str, str]) -> dict[str, str]:
        """The settings of a process: as they are, but for whom it trusts and where it meets the others."""
        told = {
            variable("KEY"): secrets.token_urlsafe(24),  # nobody's: there is no start link to several
            variable(ended.SETTING): str(self.folder / "ended"),
            # where others may come without https, a closed process takes nothing of it
            variable("PROXY"): HERE if self.is_https or not is_loopback(self.address) else "",
        }
        return {**known, **told}


def of(folder: Path, port: int, ports: Sequence[int], options: Sequence[str], defaults: Mapping[str, object]) -> Front:
    """The front that these options of `streamlit run` ask for; `defaults` are those of the settings file."""
    address, certificate, key = (value_of(options, name) or str(defaults.get(name) or "") for name in OWN)
    proxies = () if certificate else closed.proxies()
    upload = int(value_of(options, "--server.maxUploadSize") or str(defaults["--server.maxUploadSize"]))
    return Front(folder, address or HERE, port, ports, upload, certificate, key, proxies)


def value_of(options: Sequence[str], name: str) -> str:
    """What the options say last of this name, in one word or two; '' for nothing."""
    return ([value for option, value in _pairs(options) if option == name] or [""])[-1]


def of_processes(options: Sequence[str]) -> list[str]:
    """The options that the processes get: all but those that are nginx's."""
    return [f"{name}={value}" if value else name for name, value in _pairs(options) if name not in OWN]


def _pairs(options: Sequence[str]) -> list[tuple[str, str]]:
    """Option and value; '' for one without."""
    found: list[tuple[str, str]] = []
    for word in options:
        if word.startswith("--"):
            name, _sign, value = word.partition("=")
            found.append((name, value))
        elif found and not found[-1][1]:
            found[-1] = (found[-1][0], word)
        else:
            found.append((word, ""))
    return found


def _upstreams(servers: Sequence[str]) -> list[str]:
    """One group for newcomers, and one per process in which the others stand by."""
    every = [f"server {one} {ALWAYS};" for one in servers]
    lines = ["upstream any {", "    zone any 64k;", "    least_conn;", *(f"    {one}" for one in every), "}"]
    for n, own in enumerate(every):
        others = [f"    server {one} {ALWAYS} backup;" for m, one in enumerate(servers) if m != n]
        lines += [f"upstream process_{n} {{", f"    zone process_{n} 64k;", f"    {own}", *others, "}"]
    return lines


def _lines(depth: int, lines) -> str:
    return f"\n{' ' * depth}".join(lines)


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _quoted(path: str) -> str:
    return f'"{Path(path).expanduser().absolute()}"'
