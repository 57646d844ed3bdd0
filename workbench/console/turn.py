"""One turn of a conversation, from JSON to JSON. The page carries the session; nothing is kept here."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from leg_cramps.language.words import LOCALES
from workbench.ask import Exchange, model_of
from workbench.devices import DEVICES, Device
from workbench.explain import explain
from workbench.local_alexa import FALLBACK, Touch, Understood, invoked, request, understand

Handler = Callable[[Any, Any], dict[str, Any]]

MAX_WORDS = 1000
_KEYS = frozenset({"say", "touch", "open", "locale", "device", "at", "session"})
_DONE = ("say", "touch", "open")
# The log of a turn is that of the whole process, so turns take turns.
_one_at_a_time = Lock()


class BadTurnError(ValueError):
    """A turn that cannot be taken; the message is one sentence that says why."""


@dataclass(frozen=True)
class Session:
    """Where a conversation is: its id, the attributes of the last response, and the slot that it asked for."""

    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    eliciting: tuple[str, str] | None = None


@dataclass(frozen=True)
class Turn:
    """What somebody does: says or touches something, or, with neither, opens the skill."""

    say: str = ""
    touch: Touch | None = None
    locale: str = LOCALES[0]
    device: Device = DEVICES["hub"]
    at: datetime | None = None
    session: Session | None = None


def turn_of(body: Any) -> Turn:
    """The turn that a JSON body asks for; raises BadTurnError for any other body.

    One of ``say`` (words), ``touch`` (``arguments``, ``token``, ``source``) and ``open`` (true); ``locale``,
    ``device``, ``at`` (a time with its zone; null is now) and ``session`` (as it was answered; null starts one).
    """
    if not isinstance(body, dict):
        raise BadTurnError("The body has to be a JSON object.")
    if unknown := sorted(set(body) - _KEYS):
        raise BadTurnError(f"The body has an unknown key: {unknown[0][:40]!r}.")
    if len(body.keys() & set(_DONE)) != 1:
        raise BadTurnError('The body needs one of "say", "touch" and "open".')
    if "open" in body and body["open"] is not True:
        raise BadTurnError('"open" has to be true.')
    locale, device = body.get("locale", LOCALES[0]), body.get("device", "hub")
    if locale not in LOCALES:
        raise BadTurnError(f'"locale" has to be one of {", ".join(LOCALES)}.')
    if not isinstance(device, str) or device not in DEVICES:
        raise BadTurnError(f'"device" has to be one of {", ".join(DEVICES)}.')
    return Turn(
        say=_words(body["say"]) if "say" in body else "",
        touch=_touch(body["touch"]) if "touch" in body else None,
        locale=locale,
        device=DEVICES[device],
        at=_time(body.get("at")),
        session=_session(body.get("session")),
    )


def _words(said: Any) -> str:
    if not isinstance(said, str) or not said.strip():
        raise BadTurnError('"say" has to be some words.')
    if len(said) > MAX_WORDS:
        raise BadTurnError(f'"say" has more than {MAX_WORDS} characters.')
    return said


def _touch(touch: Any) -> Touch:
    if not isinstance(touch, dict) or not isinstance(touch.get("arguments"), list):
        raise BadTurnError('"touch" has to be an object with a list of "arguments".')
    token, source = touch.get("token", ""), touch.get("source", {})
    if not isinstance(token, str) or not isinstance(source, dict):
        raise BadTurnError('The "token" of a "touch" has to be a text, and its "source" an object.')
    return Touch(touch["arguments"], token, source)


def _time(at: Any) -> datetime | None:
    if at is None:
        return None
    try:
        when = datetime.fromisoformat(at)
    except (TypeError, ValueError):
        when = None
    if when is None or when.tzinfo is None:
        raise BadTurnError('"at" has to be a time with its zone, such as 2026-11-22T03:00:00Z.')
    return when


def _session(session: Any) -> Session | None:
    if session is None:
        return None
    if not isinstance(session, dict) or not isinstance(session.get("id"), str):
        raise BadTurnError('"session" has to be null or an object with an "id".')
    attributes, eliciting = session.get("attributes", {}), session.get("eliciting")
    if not isinstance(attributes, dict):
        raise BadTurnError('The "attributes" of the "session" have to be an object.')
    if eliciting is None:
        return Session(session["id"], attributes)
    if not isinstance(eliciting, list) or len(eliciting) != 2 or not all(isinstance(one, str) for one in eliciting):
        raise BadTurnError('"eliciting" of the "session" has to be null or an intent and a slot.')
    return Session(session["id"], attributes, (eliciting[0], eliciting[1]))


def take(turn: Turn, handle: Handler) -> dict[str, Any]:
    """Takes a turn with the skill's handler; whatever that raises is passed on.

    The request and the whole response; ``took_ms``; ``log``: what the skill logged; ``session``: to be sent with the
    next turn, or null if it is over; ``listening``: whether the device listens now; ``explain``: what became of the
    words, or null without any.
    """
    understood, words, called = _heard(turn)
    session = None if called else turn.session
    now = session or Session(f"amzn1.echo-api.session.{uuid.uuid4()}")
    event = request(
        turn.touch or understood,
        locale=turn.locale,
        attributes=now.attributes,
        new=session is None,
        session_id=now.id,
        device=turn.device,
        at=turn.at,
    )
    with _logged() as log:
        start = time.perf_counter()
        exchange = Exchange(event, handle(event, None))
        took = time.perf_counter() - start
    following = {"id": now.id, "attributes": exchange.attributes, "eliciting": exchange.eliciting}
    return {
        "request": event,
        "response": exchange.envelope,
        "took_ms": round(took * 1000, 1),
        "log": log,
        "session": None if exchange.ends else following,
        "listening": exchange.response.get("shouldEndSession") is False,
        "explain": explain(words) if words else None,
    }


def _heard(turn: Turn) -> tuple[Understood | None, str, bool]:
    """What is understood of a turn (None: the skill is opened), the words of it, and if it calls the skill by name."""
    if not turn.say:
        return None, "", turn.touch is None
    model = model_of(turn.locale)
    asked = invoked(model, turn.say)
    if asked is None:
        eliciting = turn.session.eliciting if turn.session else None
        return understand(model, turn.say, eliciting), turn.say, False
    ways = [(understand(model, way), way) for way in asked]
    understood, words = next((pair for pair in ways if pair[0].intent != FALLBACK), ways[-1] if ways else (None, ""))
    return understood, words, True


@contextmanager
def _logged() -> Iterator[list[Any]]:
    """What the skill logs meanwhile, line by line; what is JSON as such."""
    lines: list[Any] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            try:
                lines.append(json.loads(record.getMessage()))
            except ValueError:
                lines.append(record.getMessage())

    keep, log = Keep(), logging.getLogger("leg_cramps")
    with _one_at_a_time:
        log.addHandler(keep)
        try:
            yield lines
        finally:
            log.removeHandler(keep)
