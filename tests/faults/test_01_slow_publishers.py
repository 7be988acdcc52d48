"""Failure mode 1, a download that never ends or is another's: the time is a total, the answer must fit the question."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from etl.errors import SourceChanged, SourceIncomplete
from etl.fetching import download
from etl.fetching.download import Client, Limits

OK = b"HTTP/1.1 200 OK\r\n"
URL = "https://duo.nl/x"
Answer = Callable[[Callable[[bytes], None]], None]


@pytest.fixture
def publisher(monkeypatch) -> Iterator[Callable[[Answer], None]]:
    """A server on loopback that plays all publishers; takes what it sends, byte for byte."""
    answers: list[Answer] = []
    over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            try:
                answers[0](self._send)
            except OSError:
                return

        def _send(self, data: bytes) -> None:
            if over.is_set():
                raise OSError
            self.request.sendall(data)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        monkeypatch.setenv(download.ROUTE, f"http://127.0.0.1:{server.server_address[1]}")
        yield answers.append
        over.set()
        server.shutdown()


def drip(send: Callable[[bytes], None], before: bytes, each: bytes) -> None:
    send(before)
    for _ in range(200):
        time.sleep(0.05)
        send(each)


DRIPS: dict[str, Answer] = {
    "body of a known length": lambda send: drip(send, OK + b"Content-Length: 100000\r\n\r\n", b"x"),
    "body without a length": lambda send: drip(send, OK + b"Connection: close\r\n\r\n", b"x"),
    "chunks": lambda send: drip(send, OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "headers": lambda send: drip(send, OK, b"X-A: a\r\n"),
    "a header that does not end": lambda send: drip(send, OK + b"X-A: ", b"a"),
    "the first line": lambda send: drip(send, b"", b"H"),
    "server errors": lambda send: send(b"HTTP/1.1 503 No\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"),
}


@pytest.mark.parametrize("kind", DRIPS)
def test_the_time_is_a_total_however_the_bytes_come(kind, publisher, tmp_path):
    publisher(DRIPS[kind])
    limits = Limits(total_s=0.6, read_s=2, connect_s=2, retries=2, backoff_s=0.05)
    started = time.monotonic()
    with pytest.raises(SourceIncomplete) as fault, Client("test", limits) as client:
        client.save(URL, tmp_path / "x.part")
    assert time.monotonic() - started < 2
    assert "expected all within 1 s" in str(fault.value) or "after all tries" in str(fault.value)
    assert not (tmp_path / "x").exists()


def test_json_in_drips_ends_too(publisher):
    publisher(lambda send: drip(send, OK + b"Connection: close\r\n\r\n", b" "))
    with pytest.raises(SourceIncomplete, match="expected all within"), Client("test", Limits(total_s=0.6)) as client:
        client.read(URL)


def test_a_conversation_in_time_leaves_no_timer(publisher, tmp_path):
    publisher(lambda send: send(OK + b"Content-Length: 3\r\nConnection: close\r\n\r\na;b"))
    with Client("test", Limits(total_s=60)) as client:
        answer = client.save(URL, tmp_path / "x.part")
    client.deadline.timer.join(1)
    assert answer is not None
    assert answer.bytes == 3
    assert not client.deadline.timer.is_alive()


UNASKED = {
    "a part": b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\nhello",
    "still the same": b"HTTP/1.1 304 Same\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("kind", UNASKED)
def test_an_answer_to_another_question_is_refused_and_not_kept(kind, publisher, tmp_path):
    publisher(lambda send: send(UNASKED[kind]))
    with pytest.raises(SourceChanged, match=r"expected the whole file \(200\)"), Client("test", Limits()) as client:
        client.save(URL, tmp_path / "x.part")
    assert list(tmp_path.iterdir()) == []


def page(body: bytes) -> Answer:
    return lambda send: send(OK + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)


def test_json_of_many_levels_is_refused(publisher):
    publisher(page(b"[" * 200_000))
    with pytest.raises(SourceChanged, match="expected JSON of a few levels"), Client("test", Limits()) as client:
        client.read(URL)


def test_a_page_of_json_is_bounded(publisher):
    publisher(page(b'{"value": [' + b"[]," * 100_000 + b"[]]}"))
    limits = Limits(max_page_bytes=100_000)
    with pytest.raises(SourceChanged, match="at most 100000 bytes of JSON"), Client("test", limits) as client:
        client.read(URL)
