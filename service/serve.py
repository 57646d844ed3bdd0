"""``./dev serve``: the web service on this machine, by gunicorn."""

from __future__ import annotations

import os
import socket
import sys
from typing import NoReturn


def run_serve(host: str, port: int) -> NoReturn:
    """Serves until it is told to stop, as gunicorn; exits with 1 and a line on stderr if it can't begin."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address, family=family, backlog=128)
    except (OSError, UnicodeError) as error:  # a name that can't be one is a UnicodeError
        reason = getattr(error, "strerror", None) or "no such host"
        print(f"dev serve: {host} port {port}: {reason}; choose others by --host and --port", file=sys.stderr)
        sys.exit(1)
    where = f"[{host}]" if ":" in host else host
    print(f"Listening on http://{where}:{listener.getsockname()[1]}: POST /alexa, GET /healthz", file=sys.stderr)
    listener.set_inheritable(True)
    command = ["-m", "gunicorn", "--config", "python:service.settings"]
    os.execv(sys.executable, [sys.executable, *command, "--bind", f"fd://{listener.fileno()}", "service.wsgi:app"])
