"""An app behind gunicorn, with the service's settings, to be tested and measured."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PROCESSES = 2


@dataclass(frozen=True)
class Server:
    """A gunicorn that runs: its port on this machine, and its first process."""

    port: int
    pid: int

    def memory(self) -> list[float]:
        """The resident memory of each worker, in MiB; empty where the system does not tell."""
        try:
            workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            pages = [int(Path(f"/proc/{worker}/statm").read_text().split()[1]) for worker in workers]
        except OSError:
            return []
        return [count * os.sysconf("SC_PAGE_SIZE") / 2**20 for count in pages]


@contextmanager
def gunicorn(app: str, log: IO[bytes] | int = subprocess.DEVNULL) -> Iterator[Server]:
    """Serves an app, by its module and name or call, for as long as the context lasts."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        bind = ["--bind", f"fd://{listener.fileno()}", "--workers", str(PROCESSES)]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:service.settings", *bind, app],
            pass_fds=[listener.fileno()],
            stdout=log,
        )
        try:
            yield Server(listener.getsockname()[1], process.pid)
        finally:
            process.terminate()
            process.wait()
