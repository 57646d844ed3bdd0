"""The body of a request, whole and in time."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread

from flask import Request
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge, RequestTimeout


@dataclass(eq=False)
class _Reading:
    """A body that is being read, by when it has to be there, and whether it was not."""

    connection: socket.socket | None
    ends: float
    late: bool = False


class BodyReader:
    """Reads bodies up to a size, each within a time.

    A body that trickles in would hold a thread for as long as it likes: gunicorn has no limit for that. It hands its
    socket on, though, so one thread watches all bodies that are being read, and closes for reading the sockets of
    those whose time is up. Other servers hand on none; with them a body may take as long as they let it.
    """

    def __init__(self, max_bytes: int, seconds: float) -> None:
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._readings: set[_Reading] = set()
        self._lock = Lock()
        self._watching = False

    def read(self, request: Request) -> None:
        """Reads the body for whoever asks for it later; raises an HTTPException for what is not to be read."""
        request.max_content_length = self._max_bytes
        reading = _Reading(request.environ.get("gunicorn.socket"), time.monotonic() + self._seconds)
        self._begin(reading)
        try:
            body = request.get_data()
        except (ClientDisconnected, OSError):
            raise RequestTimeout if reading.late else BadRequest from None
        finally:
            self._end(reading)
        if reading.late:
            raise RequestTimeout
        if len(body) >= self._max_bytes:  # of a body without a length, Werkzeug keeps so much and says nothing
            raise RequestEntityTooLarge
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            raise BadRequest from None

    def _begin(self, reading: _Reading) -> None:
        with self._lock:
            self._readings.add(reading)
            if not self._watching:  # not before: a process that forks loses its threads
                self._watching = True
                Thread(target=self._watch, daemon=True).start()

    def _end(self, reading: _Reading) -> None:
        with self._lock:
            self._readings.discard(reading)

    def _watch(self) -> None:
        while True:
            time.sleep(self._seconds / 10)
            now = time.monotonic()
            with self._lock:
                for reading in self._readings:
                    if reading.connection and reading.ends < now and not reading.late:
                        reading.late = True
                        with suppress(OSError):  # hung up just now
                            reading.connection.shutdown(socket.SHUT_RD)
