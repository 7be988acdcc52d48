"""Asks publishers for bytes: the only module that uses the network.

Every request is bounded (time, bytes, pages, retries), goes to a host of data/reference/hosts.yml and says who
asks. What is wrong with an answer is told by name: SourceIncomplete (ask again or elsewhere) or SourceChanged
(the publisher does something else than declared).
"""

import ipaddress
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests

from etl import paths
from etl.declared import reference
from etl.errors import EtlError, Offline, SourceChanged, SourceIncomplete
from etl.fetching.deadline import Deadline, WatchedAdapter

AGENT = f"{paths.NAME}-ETL/1.0 (open education data dashboard; a few files a day) python-requests"
ROUTE, LIMITS = paths.variable("PUBLISHERS"), paths.variable("LIMITS")
REDIRECTS = {301, 302, 303, 307, 308}
CHUNK = 1 << 16
BROKEN_OFF = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)

Tell = Callable[[str, int, int | None], None]
"""Called with the label, the bytes so far and the bytes expected (None where the server does not say)."""


def silent(_label: str, _done: int, _total: int | None) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Limits:
    """What one vintage may cost: seconds, bytes, pages, tries."""

    connect_s: float = 10.0
    read_s: float = 60.0
    total_s: float = 1800.0
    max_bytes: int = 600_000_000
    max_page_bytes: int = 64_000_000
    max_pages: int = 400
    retries: int = 4
    backoff_s: float = 1.0
    longest_wait_s: int = 120
    redirects: int = 5

    @classmethod
    def from_environment(cls) -> "Limits":
        """The limits above, changed by the setting LIMITS ('read_s=2 retries=1'). Raises EtlError on another name."""
        changed: dict[str, Any] = {}
        for part in (paths.setting("LIMITS") or "").split():
            name, _, value = part.partition("=")
            if name not in cls.__dataclass_fields__:
                known = ", ".join(cls.__dataclass_fields__)
                raise EtlError(f"{LIMITS}: expected one of {known}, found {name!r}.")
            changed[name] = type(cls.__dataclass_fields__[name].default)(float(value))
        return cls(**changed)


@dataclass(frozen=True)
class Answer:
    """What the server said about one complete answer."""

    url: str
    final_url: str
    bytes: int
    etag: str | None
    last_modified: str | None


@cache
def allowed_hosts() -> frozenset[str]:
    """Names of data/reference/hosts.yml, lower case."""
    return frozenset(reference.hosts())


def is_loopback(host: str | None) -> bool:
    """True for localhost and the addresses 127.0.0.0/8 and ::1."""
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def stand_in() -> str | None:
    """Address of the local server that plays all publishers, or None. Raises EtlError unless it is loopback."""
    base = (paths.setting("PUBLISHERS") or "").rstrip("/")
    if not base:
        return None
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not is_loopback(parts.hostname):
        raise EtlError(f"{ROUTE}: expected a loopback address like http://127.0.0.1:8000, found {base!r}.")
    return base


def permitted(url: str) -> str:
    """The URL over https when its host is on the list. Raises SourceChanged otherwise.

    CBS writes http in its nextLink: the same address is asked over https.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    is_plain = parts.scheme in {"http", "https"} and parts.netloc.lower() in {host, f"{host}:443"}
    if not is_plain or host not in allowed_hosts():
        raise SourceChanged(
            f"Expected an https address on a host of data/reference/hosts.yml, found {url!r}. "
            f"Nothing was asked there. Add the host only when it is the publisher's own."
        )
    return urlunsplit(("https", host, parts.path, parts.query, ""))


def _session(limits: Limits, is_local: bool, deadline: Deadline) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = AGENT
    session.trust_env = not is_local
    retry = deadline.retry(
        total=limits.retries,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=("GET",),
        backoff_factor=limits.backoff_s,
        backoff_max=limits.longest_wait_s,
        retry_after_max=limits.longest_wait_s,
        respect_retry_after_header=True,
        raise_on_status=False,
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, WatchedAdapter(deadline, max_retries=retry))
    return session


class RangeGone(requests.ConnectionError):
    """The server does not have the rest of what we hold: the part is of no use."""


class Client:
    """One conversation with the publisher of one vintage; counts bytes, pages and attempts against the limits."""

    def __init__(self, label: str, limits: Limits | None = None, tell: Tell = silent) -> None:
        self.label = label
        self.limits = limits or Limits.from_environment()
        self.tell = tell
        self.base = stand_in()
        self.bytes = self.pages = self.attempts = 0
        self.deadline = Deadline(self.limits.total_s, self._late)
        self.session = _session(self.limits, self.base is not None, self.deadline)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.deadline.close()
        self.session.close()

    def _late(self) -> SourceIncomplete:
        return SourceIncomplete(
            f"{self.label}: expected all within {self.limits.total_s:.0f} s, found {self.bytes} bytes by then. "
            f"The publisher is slow; try again later."
        )

    def save(self, url: str, part: Path, known: Mapping[str, Any] | None = None) -> Answer | None:
        """Writes the file at `url` to `part`; None when the server says it is still what `known` describes.

        `known` holds etag and last_modified of what we have. A part of an earlier try is resumed when the server
        still has the same version; a part that cannot be resumed is removed. Raises SourceIncomplete, SourceChanged.
        """
        url = permitted(url)
        for attempt in range(self.limits.retries + 1):
            try:
                return self._save_once(url, part, known or {})
            except BROKEN_OFF as error:
                self.deadline.check()
                held = part.stat().st_size if part.is_file() else 0
                fault = SourceIncomplete(
                    f"{self.label}: the answer broke off {attempt + 1} time(s); {held} bytes are held. {_plain(error)} "
                    f"Address: {url}. Try again later: what is held is resumed where the server allows it."
                )
                _forget(part, isinstance(error, RangeGone))
                self._pause(attempt, fault)
            except EtlError as error:
                _forget(part, isinstance(error, SourceChanged))
                raise
        raise AssertionError("unreachable")

    def _save_once(self, url: str, part: Path, known: Mapping[str, Any]) -> Answer | None:
        headers = {"Accept-Encoding": "identity", **_resume_headers(url, part)}
        resumed = "Range" in headers
        if not resumed:
            headers |= _condition(known)
        with self._open(url, headers) as answer:
            if answer.status_code == 304:
                return None
            start = _start_of(answer, part) if resumed else 0
            told = _told(url, answer)
            part.parent.mkdir(parents=True, exist_ok=True)
            _notes(part).write_text(json.dumps(told), encoding="utf-8")
            with part.open("r+b" if start else "wb") as out:
                out.seek(start)
                self._copy(answer, out, start)
                out.flush()
                os.fsync(out.fileno())
        _refuse_web_page(self.label, url, part)
        _notes(part).unlink(missing_ok=True)
        return Answer(url, told["final_url"], part.stat().st_size, told["etag"], told["last_modified"])

    def read(self, url: str, params: Mapping[str, Any] | None = None) -> tuple[Any, str]:
        """(JSON of one page, the page's full address). Raises SourceIncomplete, SourceChanged."""
        url = permitted(
            requests.Request("GET", url, params={k: str(v) for k, v in (params or {}).items()}).prepare().url or url
        )
        self.pages += 1
        if self.pages > self.limits.max_pages:
            raise SourceChanged(
                f"{self.label}: expected at most {self.limits.max_pages} pages, found more: the paging does not end. "
                f"Last address: {url}. Nothing was kept."
            )
        for attempt in range(self.limits.retries + 1):
            try:
                return self._parsed(url), url
            except BROKEN_OFF as error:
                self.deadline.check()
                self._pause(
                    attempt, SourceIncomplete(f"{self.label}: {url} broke off. {_plain(error)} Try again later.")
                )
        raise AssertionError("unreachable")

    def is_there(self, url: str) -> bool:
        """Whether something answers at an address that is no web page; only its first bytes are read."""
        with self._open(permitted(url), {}) as answer:
            head = next(answer.iter_content(200), b"")
        return not head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html"))

    def _parsed(self, url: str) -> Any:
        body = bytearray()
        with self._open(url, {"Accept": "application/json, application/geo+json"}) as answer:
            for chunk in answer.iter_content(CHUNK):
                self._count(len(chunk))
                body += chunk
                self._refuse_page_beyond(len(body), url)
        self.deadline.check()
        self.tell(self.label, self.bytes, None)
        try:
            return json.loads(body.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise SourceChanged(
                f"{self.label}: expected JSON of a few levels, found {bytes(body[:60])!r}... at {url}. The publisher's "
                f"site is down or the service changed; look at the address in a browser."
            ) from error

    def _refuse_page_beyond(self, size: int, url: str) -> None:
        """JSON takes twenty times its bytes once it is read."""
        if size > self.limits.max_page_bytes:
            raise SourceChanged(
                f"{self.label}: expected at most {self.limits.max_page_bytes} bytes of JSON in one page, found more at "
                f"{url}. Nothing was kept; if the service really answers so, raise max_page_bytes ({LIMITS})."
            )

    def _copy(self, answer: requests.Response, out: IO[bytes], start: int) -> None:
        length = answer.headers.get("Content-Length")
        total = start + int(length) if length and length.isdigit() else None
        done = start
        for chunk in answer.iter_content(CHUNK):
            out.write(chunk)
            done += len(chunk)
            self._count(len(chunk))
            self.tell(self.label, done, total)
        self.deadline.check()
        if total is not None and done != total:
            raise requests.ConnectionError(f"Expected {total} bytes, found {done}.")

    def _count(self, more: int) -> None:
        self.bytes += more
        if self.bytes > self.limits.max_bytes:
            raise SourceChanged(
                f"{self.label}: expected at most {self.limits.max_bytes} bytes, found more. Nothing was kept; "
                f"if the publication really grew, raise max_bytes ({LIMITS})."
            )
        self.deadline.check()

    def _open(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """The answer to a GET after at most a few redirects, each to a permitted address."""
        for _ in range(self.limits.redirects + 1):
            answer = self._get(url, headers)
            if answer.status_code not in REDIRECTS:
                _refuse_status(self.label, url, answer)
                _refuse_unasked(self.label, url, answer, headers)
                # the public address, also when a local server played the publisher
                answer.url = url
                return answer
            target = urljoin(url, answer.headers.get("Location", ""))
            answer.close()
            try:
                url = permitted(target)
            except SourceChanged as error:
                raise SourceChanged(f"{self.label}: {url} sends us elsewhere. {error}") from error
        raise SourceChanged(f"{self.label}: expected at most {self.limits.redirects} redirects, found more at {url}.")

    def _get(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        asked = f"{self.base}/{parts.netloc}{parts.path}{query}" if self.base else url
        timeout = (self.limits.connect_s, self.limits.read_s)
        try:
            answer = self.session.get(asked, headers=dict(headers), timeout=timeout, stream=True, allow_redirects=False)
        except requests.RequestException as error:
            self.deadline.check()
            self.attempts += self.limits.retries + 1
            raise SourceIncomplete(
                f"{self.label}: no answer from {parts.netloc}. {_plain(error)} Check the connection, or give the "
                f"files by --mirror DIR. Address: {url}."
            ) from error
        retries = getattr(answer.raw, "retries", None)
        self.attempts += 1 + (len(retries.history) if retries else 0)
        return answer

    def _pause(self, attempt: int, fault: SourceIncomplete) -> None:
        """Waits before the next try; raises the fault after the last."""
        if attempt >= self.limits.retries:
            raise fault
        time.sleep(min(self.limits.backoff_s * 2**attempt, self.limits.longest_wait_s, self.deadline.left()))


def refuse_offline(hosts: Iterable[str]) -> None:
    """Raises Offline when none of these hosts answers anything: then nothing is tried source by source."""
    asked = sorted(hosts)
    limits = replace(Limits.from_environment(), retries=0, connect_s=5.0, read_s=5.0)
    for host in asked:
        with Client("network", limits) as client:
            try:
                client._get(f"https://{host}/", {}).close()
            except SourceIncomplete:
                continue
            return
    if asked:
        raise Offline(f"No network: none of {len(asked)} publishers answers. The old build stays; try again later.")


def _plain(error: Exception) -> str:
    """The last words of a nested network error, as one sentence."""
    return f"({str(error).rsplit('Caused by', 1)[-1].strip(' ()')[:200]})"


def _notes(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _forget(part: Path, in_any_case: bool) -> None:
    """Removes a part that is of no use: one that the server cannot resume, or any."""
    if in_any_case or not _resume_headers(None, part):
        part.unlink(missing_ok=True)
        _notes(part).unlink(missing_ok=True)


def _told(url: str, answer: requests.Response) -> dict[str, Any]:
    headers = answer.headers
    is_ranged = answer.status_code == 206 or headers.get("Accept-Ranges", "").lower() == "bytes"
    return {
        "url": url,
        "final_url": answer.url,
        "etag": headers.get("ETag"),
        "last_modified": headers.get("Last-Modified"),
        "is_ranged": is_ranged,
    }


def _condition(known: Mapping[str, Any]) -> dict[str, str]:
    pairs = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("last_modified")}
    return {name: value for name, value in pairs.items() if value}


def _resume_headers(url: str | None, part: Path) -> dict[str, str]:
    """Range and If-Range for a part whose version is known (a strong ETag, or a date); else nothing."""
    if not part.is_file() or not _notes(part).is_file() or part.stat().st_size == 0:
        return {}
    told = json.loads(_notes(part).read_text(encoding="utf-8"))
    etag, date = told["etag"] or "", told["last_modified"]
    version = etag if etag and not etag.startswith("W/") else date
    if not version or not told["is_ranged"] or (url is not None and told["url"] != url):
        return {}
    return {"Range": f"bytes={part.stat().st_size}-", "If-Range": version}


def _start_of(answer: requests.Response, part: Path) -> int:
    """The byte where a resumed answer begins: what we hold (206), else 0. A range of another place is not used."""
    held = part.stat().st_size
    if answer.status_code != 206:
        return 0
    place = answer.headers.get("Content-Range", "")
    if not place.startswith(f"bytes {held}-"):
        raise RangeGone(f"Expected the bytes from {held}, found {place!r}.")
    return held


def _refuse_status(label: str, url: str, answer: requests.Response) -> None:
    code = answer.status_code
    if code in {200, 206, 304}:
        return
    answer.close()
    if code in {404, 410}:
        raise SourceIncomplete(
            f"{label}: expected a file at {url}, found nothing there ({code}). Publishers rename files every year: "
            f"look up the new address and put it in etl/sources/{label.split(maxsplit=1)[0]}.yml."
        )
    if code == 416:
        raise RangeGone("The server no longer has the range we ask for.")
    if code == 429:
        raise SourceIncomplete(f"{label}: {url} asks us to come back later (429, after all tries). Wait an hour.")
    if code >= 500:
        raise SourceIncomplete(f"{label}: the publisher's server fails ({code}, after all tries) at {url}. Try later.")
    if code in {401, 403}:
        raise SourceIncomplete(f"{label}: {url} refuses us ({code}). See if the publication is still open.")
    raise SourceChanged(f"{label}: expected an answer, found status {code} at {url}. The service changed its address.")


def _refuse_unasked(label: str, url: str, answer: requests.Response, headers: Mapping[str, str]) -> None:
    """Raises SourceChanged for a part (206) or a "still the same" (304) that answers another question than ours."""
    is_asked = {206: "Range" in headers, 304: bool({"If-None-Match", "If-Modified-Since"} & set(headers))}
    if not is_asked.get(answer.status_code, True):
        told = answer.headers.get("Content-Range", "no place")
        answer.close()
        raise SourceChanged(
            f"{label}: expected the whole file (200), found an answer to another question ({answer.status_code}, "
            f"{told}) at {url}. Nothing was kept; the service or something between it and us is at fault. Try later."
        )


def _refuse_web_page(label: str, url: str, part: Path) -> None:
    with part.open("rb") as file:
        head = file.read(1000)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html")):
        raise SourceChanged(
            f"{label}: expected a data file, found a web page ({head[:60]!r}...) at {url}. "
            f"The address probably moved or the site is down; try again later."
        )
