"""gunicorn's settings. ``WEB_CONCURRENCY`` in the environment is the number of processes."""

from __future__ import annotations

import os
import signal
from typing import Any

from service.logs import LOGGING

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8
worker_class = "gthread"
preload_app = True  # a fault stops the start, and the processes share the tables
timeout = 30
graceful_timeout = 10
keepalive = 5
logconfig_dict = LOGGING
control_socket_disable = True


def when_ready(server: Any) -> None:  # noqa: ARG001 - gunicorn names it
    """The keyboard's interrupt ends the service as a termination does: what was begun is answered."""
    signal.signal(signal.SIGINT, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


def post_worker_init(worker: Any) -> None:  # noqa: ARG001 - gunicorn names it
    """The keyboard interrupts the processes too; they wait for the word of the first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
