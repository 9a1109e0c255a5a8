"""One message is posted to a checked address: bounded in time, not redirected, its answer not read."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from threading import Timer

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from screening.domain.errors import NotDelivered
from screening.fetch.addresses import Place

MOST_CONNECT = 5.0
"""Seconds to wait for a connection."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a receiver answered: HTTP's status, and how long it asks to be left alone."""

    status: int
    retry_after: timedelta


def post(place: Place, body: bytes, headers: Mapping[str, str], *, longest: float) -> Posted:
    """Send ``body`` to ``place``, and read the head of the answer.

    Raises ``NotDelivered`` where there is none within ``longest`` seconds, whatever the receiver does.
    """
    connection = _CONNECTIONS[place.scheme](place, longest)
    try:
        with connection.bounded():
            connection.request("POST", place.path, body=body, headers=dict(headers), preload_content=False)
            answer = connection.getresponse()
            connection.check()
            return Posted(answer.status, _seconds(answer.headers.get("Retry-After", "")))
    except (HTTPError, HTTPException, OSError) as error:
        raise NotDelivered(connection.sentence(error)) from error
    finally:
        connection.close()


class _Plain(HTTPConnection):
    """A connection to the address that was checked, under the name that it was checked for: what is
    verified of the certificate, and sent as ``Host``, is that name."""

    def __init__(self, place: Place, longest: float) -> None:
        super().__init__(place.host, place.port, timeout=longest)
        self._address, self._longest, self._was_cut = place.address, longest, False
        self._line: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        line = socket.create_connection((self._address, self.port), min(MOST_CONNECT, self._longest))
        line.settimeout(self._longest)
        self._line = line.dup()
        self.check()
        return line

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Cut the line when the time is over: a receiver that sends a byte now and then would
        otherwise hold it for ever."""
        timer = Timer(self._longest, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if self._line is not None:
                self._line.close()

    def check(self) -> None:
        """Raise ``TimeoutError`` where the line was cut: what was read then is not all."""
        if self._was_cut:
            raise TimeoutError

    def sentence(self, error: Exception) -> str:
        """What is said of a failure."""
        if self._was_cut or isinstance(error, TimeoutError):
            return f"the receiver did not answer within {self._longest:g} seconds"
        if isinstance(error, HTTPException) and not isinstance(error, OSError):
            return "the receiver's answer is not HTTP"
        return (
            f"the receiver could not be reached: {getattr(error, 'strerror', None) or type(error).__name__}"
        )

    def _cut(self) -> None:
        self._was_cut = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)


class _Secure(_Plain, HTTPSConnection):
    """The same, by TLS."""


_CONNECTIONS: Mapping[str, type[_Plain]] = {"http": _Plain, "https": _Secure}


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=min(int(text), 86_400)) if text.isascii() and text.isdigit() else timedelta()
