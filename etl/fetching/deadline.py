"""The end of a conversation's time: its connections are shut, whether bytes trickle in or nothing comes at all.

A read timeout begins anew at every byte, so a publisher that sends one byte now and then would keep a build for
weeks. A timer shuts the sockets instead; whoever reads from them then asks `check`.
"""

import socket
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.retry import Retry


class Deadline:
    """So many seconds from now for everything that is asked; `late` makes the error of their end."""

    def __init__(self, seconds: float, late: Callable[[], Exception]) -> None:
        self.ends = time.monotonic() + seconds
        self.late = late
        self.sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self.timer = threading.Timer(seconds, self._shut)
        self.timer.daemon = True
        self.timer.start()

    def close(self) -> None:
        """The conversation is over in time."""
        self.timer.cancel()

    def left(self) -> float:
        """Seconds, never less than 0."""
        return max(0.0, self.ends - time.monotonic())

    def check(self) -> None:
        """Raises the error of `late` when the time is over."""
        if not self.left():
            raise self.late()

    def watch(self, connected: Any) -> None:
        """This socket ends with the conversation's time."""
        self.sockets.add(connected)
        self.check()

    def _shut(self) -> None:
        for connected in list(self.sockets):
            # below TLS: the reader in another thread sees an end, not a half-closed object
            with suppress(OSError, ValueError):
                socket.socket.shutdown(connected, socket.SHUT_RDWR)

    def retry(self, **settings: Any) -> Retry:
        """urllib3's tries, whose pauses end with the conversation's time."""
        deadline = self

        class Bounded(Retry):
            def get_backoff_time(self) -> float:
                return min(super().get_backoff_time(), deadline.left())

            def get_retry_after(self, response: Any) -> float | None:
                told = super().get_retry_after(response)
                return None if told is None else min(told, deadline.left())

        return Bounded(**settings)


class WatchedAdapter(HTTPAdapter):
    """Connections of requests that tell a deadline of their sockets."""

    def __init__(self, deadline: Deadline, **settings: Any) -> None:
        self.deadline = deadline
        super().__init__(**settings)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As requests does it, with watched connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self.deadline)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """As requests does it, with watched connections."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _pools(self.deadline)
        return manager


def _pools(deadline: Deadline) -> dict[str, Any]:
    return {"http": _watched(HTTPConnectionPool, deadline), "https": _watched(HTTPSConnectionPool, deadline)}


def _watched(pool: Any, deadline: Deadline) -> Any:
    """The pool's class with connections that tell the deadline of their sockets."""

    class Connection(pool.ConnectionCls):
        def connect(self) -> None:
            deadline.check()
            super().connect()
            deadline.watch(self.sock)

    return type(f"Watched{pool.__name__}", (pool,), {"ConnectionCls": Connection})
