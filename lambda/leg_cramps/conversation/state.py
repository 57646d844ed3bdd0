"""Where the conversation is. It holds ids of content only: never a word that somebody said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Answer:
    """An answer by its ids, from which the very same words can be made again.

    ``kind`` says which sort of answer, ``row`` which row of its table. ``about`` is the table and row that the
    conversation is about ("causes/stroke"), which "tell me more" and "who says so" refer to. ``verdict``: "is it
    that?" was asked, so yes, maybe or unlikely comes first. ``heard``: the findings that it names; ``also``: a
    second cause; ``step``: the step of a stretch, from 0; ``offer``: what a "yes" would take; ``disclaimer``: the
    short one is spoken with it; ``urgency`` and ``flag``: of the assessment; ``watch``: the red flag whose sign is
    stated, because it was in doubt; ``causes``: ranked, best first.
    """

    kind: str
    row: str = ""
    about: str = ""
    verdict: bool = False
    heard: tuple[str, ...] = ()
    also: str = ""
    step: int = 0
    offer: str = ""
    disclaimer: bool = False
    urgency: str = ""
    flag: str = ""
    watch: str = ""
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """The last answer, which causes were told already, and how often nothing was understood in a row.

    ``warned``: the red flag of the last warning, until a new start, and ``alarmed``: it was an emergency. A speaker's
    session is over then, but a device with a screen keeps it for as long as the screen is up.
    """

    answer: Answer | None = None
    told: tuple[str, ...] = ()
    misses: int = 0
    disclaimed: bool = False
    warned: str = ""
    alarmed: bool = False


def to_attributes(state: State) -> dict[str, Any]:
    """The state as JSON values for the session; what is empty is left out."""
    raw = asdict(state)
    if state.answer:
        raw["answer"] = _filled(raw["answer"])
    return _filled(raw)


def from_attributes(attributes: Any) -> State:
    """The state in session attributes; whatever is not one of ours, or of another shape, counts as absent."""
    if not isinstance(attributes, Mapping):
        return State()
    return State(
        answer=_answer(attributes.get("answer")),
        told=_ids(attributes.get("told")),
        misses=_number(attributes.get("misses")),
        disclaimed=attributes.get("disclaimed") is True,
        warned=_text(attributes.get("warned")),
        alarmed=attributes.get("alarmed") is True,
    )


def _filled(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if value}


def _answer(raw: Any) -> Answer | None:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("kind"), str):
        return None
    values: dict[str, Any] = {}
    for one in fields(Answer):
        value = raw.get(one.name)
        if one.type == "str":
            values[one.name] = _text(value)
        elif one.type == "int":
            values[one.name] = _number(value)
        elif one.type == "bool":
            values[one.name] = value is True
        else:
            values[one.name] = _ids(value)
    return Answer(**values)


def _ids(raw: Any) -> tuple[str, ...]:
    return tuple(one for one in raw if isinstance(one, str)) if isinstance(raw, (list, tuple)) else ()


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""


def _number(raw: Any) -> int:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0 else 0
