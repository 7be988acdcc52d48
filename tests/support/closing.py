"""A closed server for tests: its list of people, its secrets, and the environment in which it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit
import yaml

from dashboard.frame import rights, signin
from etl import paths
from tests.support.oidc import CLIENT, SECRET

ACCESS, PROXY = paths.variable("ACCESS"), paths.variable("PROXY")
COOKIE_SECRET = "kq3Zt8Lw0Yx5Nf7Rb2Hs9Vd4Mj6Pc1Ga-Ue_Ti"
CONTACT = "het secretariaat, toegang@samen.example"
ADMIN = {"who": "beheer@samen.example", "role": "admin"}


def write_list(file: Path, *people: Mapping[str, object], **more: object) -> Path:
    """An access file with an admin and these rows; written whole, as an editor does."""
    told = {"contact": CONTACT, **more, "people": [ADMIN, *map(dict, people)]}
    draft = file.with_suffix(".draft")
    draft.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    draft.replace(file)
    return file


def write_secrets(file: Path, port: int, providers: Mapping[str, str], **more: str) -> Path:
    """Secrets of a server on this port of the loopback, by name of provider -> address of its description."""
    told = {"redirect_uri": f"http://127.0.0.1:{port}/oauth2callback", "cookie_secret": COOKIE_SECRET} | more
    lines = ["[auth]", *_lines(told)]
    for name, address in providers.items():
        section = {"client_id": CLIENT, "client_secret": SECRET, "server_metadata_url": address}
        lines += [f"[auth.{name}]", *_lines(section)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _lines(told: Mapping[str, str]) -> Sequence[str]:
    return [f'{name} = "{value}"' for name, value in told.items()]


def close(monkeypatch: pytest.MonkeyPatch, folder: Path, *people: Mapping[str, object], **more: object) -> Path:
    """From now on the server of this process is closed, with two providers and nobody signed in; its access file."""
    file = write_list(folder / "access.yml", *people, **more)
    told = {"redirect_uri": "http://127.0.0.1:8501/oauth2callback", "cookie_secret": COOKIE_SECRET}
    section = {"client_id": CLIENT, "client_secret": SECRET, "server_metadata_url": "https://een.example/x"}
    monkeypatch.setenv(ACCESS, str(file))
    monkeypatch.setattr(signin, "secrets_of", lambda: {**told, "een": section, "twee": section})
    monkeypatch.setattr(rights, "_kept", {})
    sign_in(monkeypatch, None)
    return file


def sign_in(monkeypatch: pytest.MonkeyPatch, claims: Mapping[str, object] | None, provider: str = "een") -> None:
    """As if this session came back from the provider with these claims; None: nobody did."""
    proven = {"is_logged_in": True, "provider": provider, "iss": "https://een.example", "aud": CLIENT, "nonce": "n"}
    told = {"is_logged_in": False} if claims is None else proven | dict(claims)
    monkeypatch.setattr(streamlit, "user", SimpleNamespace(to_dict=lambda: dict(told)))
    signin._standing.set(None)
