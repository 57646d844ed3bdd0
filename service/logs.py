"""The log: a JSON object a line, of which no part was said by anybody, and which holds no id and no address."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from service.sdk import VerificationException

# gunicorn ends these with what it got, and from whom.
_UNREADABLE = re.compile(r"(Invalid request|Error handling request).*", re.DOTALL)


class JsonFormatter(logging.Formatter):
    """A record as a line of JSON. Of an exception it tells the kind; its message could hold anything."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **_told(record.getMessage()),
        }
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, VerificationException):
            line["reason"] = str(error.args[0])  # a fixed sentence
        elif error:
            line["type"] = type(error).__name__
        return json.dumps(line)


def _told(message: str) -> dict[str, Any]:
    """The fields of a message: the skill and the service write JSON, the libraries a sentence."""
    try:
        fields = json.loads(message)
    except ValueError:
        fields = None
    return fields if isinstance(fields, dict) else {"event": "server", "message": _UNREADABLE.sub(r"\1", message)}


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "handlers": {
        "json": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"},
    },
    "root": {"level": "WARNING", "handlers": ["json"]},
    "loggers": {
        "leg_cramps": {"level": "INFO"},
        "service": {"level": "INFO"},
        "gunicorn.error": {"level": "INFO", "handlers": ["json"], "propagate": False},
    },
}
