"""What a device with a screen shows of an answer: a few large words, and what can be touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from leg_cramps.conversation.state import Answer
from leg_cramps.language.words import Words

# Characters at most of what stands in large type; the step of a stretch may be longer.
MAX_HEADLINE = 64
_TABLES = {
    "cause": "causes",
    "red_flag": "red_flags",
    "stretch": "stretches",
    "fact": "facts",
    "general": "general",
    "relief": "relief",
    "prevention": "prevention",
    "doctor": "doctor",
    "out_of_scope": "scope",
}
_ADVISING = frozenset({"cause", "fact", "relief", "prevention"})
# What the choices are where anything may be asked.
_START = ("cramp_now", "night", "prevention", "doctor")
_SENTENCE = re.compile(r"(?<=[.!?]) +")


@dataclass(frozen=True)
class Choice:
    """Something to touch: the id that a touch sends back, and its words."""

    id: str
    label: str


@dataclass(frozen=True)
class Screen:
    """What is shown, as plain text.

    ``token`` names the answer that it shows. ``level``: of a warning, "soon", "urgent" or "emergency", else empty;
    ``badge``: the same in words. ``title``: what it is about; ``headline``: the answer in a few large words;
    ``lines``: what else there is to read. ``steps``: of the stretch, all; ``step``: the one that is told, from 0.
    ``question``: what was asked at the end, which the choices answer.
    """

    token: str
    level: str
    badge: str
    title: str
    headline: str
    lines: tuple[str, ...]
    steps: tuple[str, ...]
    step: int
    question: str
    choices: tuple[Choice, ...]
    footer: str


def show(answer: Answer, said: str, question: str, words: Words) -> Screen | None:
    """The screen of an answer, or None where the conversation ends and nothing has to stay up.

    ``said``: all that is said, ``question``: what is asked after it. Raises KeyError for ids that the content lacks.
    """
    level = _level(answer)
    if not answer.offer and level != "emergency":
        return None
    title, headline, lines = _contents(answer, said, question, words)
    write = partial(written, words=words)
    return Screen(
        token=token_of(answer),
        level=level,
        badge=write(words.phrase("screen", "levels", level)) if level else "",
        title=write(title),
        headline=write(headline),
        lines=tuple(write(line) for line in lines if line),
        steps=tuple(map(write, _row(answer, words)["steps"])) if answer.kind == "stretch" else (),
        step=answer.step,
        question="" if headline == question else write(question),
        choices=tuple(Choice(one, write(_label(one, answer, words))) for one in _choices(answer)),
        footer="" if level == "emergency" else words.phrase("screen", "footer"),
    )


def warning_of(answer: Answer, words: Words) -> str:
    """What is said of a red flag with another answer: one that can wait some days, or the sign of one in doubt."""
    if answer.flag:
        return str(words.rows["red_flags"][answer.flag]["say"])
    return str(words.rows["red_flags"][answer.watch]["watch"]) if answer.watch else ""


def token_of(answer: Answer | None) -> str:
    """The token of the screen that shows an answer: its kind, row and step, by their ids."""
    return f"{answer.kind}/{answer.row}/{answer.step}" if answer else ""


def _level(answer: Answer) -> str:
    """How much a screen warns; empty if it does not."""
    warns = answer.urgency in ("urgent", "emergency") if answer.kind == "red_flag" else answer.urgency == "soon"
    return answer.urgency if warns else ""


def _contents(answer: Answer, said: str, question: str, words: Words) -> tuple[str, str, Sequence[str]]:
    """The title, the headline and the lines of an answer."""
    kind, row = answer.kind, _row(answer, words)
    name = words.phrase("screen", "title")
    warning = warning_of(answer, words) if kind != "red_flag" else ""
    if kind == "launch" or (kind == "meta" and answer.row in ("narrow", "which")):
        return name, question, ()
    if kind == "cause":
        return words.phrase("screen", "cause"), row["title"], (row["explain"], row["do"], warning or row["see"])
    if kind == "stretch":
        caution = row["caution"] if answer.step == 0 else ""
        return row["title"], row["steps"][answer.step], (caution,)
    if kind == "red_flag" and answer.urgency == "emergency":
        no_call = words.phrase("screen", "no_call")
        return row["title"], words.phrase("screen", "call"), (no_call, *_sentences(row["emergency"]))
    text = row.get("answer") or row.get("say") or ""
    if kind == "doctor" and answer.row == "this_cause":
        text = row["see"]
    if kind in ("help", "meta", "fallback"):
        text = said
    headline, lines = _gist(text, row.get("headline", ""), fallback=row.get("title", name))
    return row.get("title", name), headline, (warning, *lines)


def _gist(text: str, headline: str, fallback: str) -> tuple[str, Sequence[str]]:
    """A text as a headline and what is left of it.

    The headline is the one that the content has, or else the first sentence if it is short enough. One that is
    how the first sentence begins stands for it.
    """
    first, *rest = _sentences(text)
    if headline:
        return headline, rest if first.startswith(headline.rstrip(".")) else (first, *rest)
    if len(first) <= MAX_HEADLINE:
        return first, rest
    return fallback, (first, *rest)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(text)


def _row(answer: Answer, words: Words) -> Mapping[str, Any]:
    """The words of the row that is told, or else of the one that the conversation is about; empty without one."""
    table, row = _TABLES.get(answer.kind, ""), answer.row
    if not table or row == "this_cause":
        table, _, row = answer.about.partition("/")
    return words.rows[table][row] if row else {}


def _choices(answer: Answer) -> Iterator[str]:
    """The ids of what can be touched, the likeliest first."""
    kind, offer = answer.kind, answer.offer.partition(":")[0]
    if offer == "ask":
        # After a warning nothing is offered that moves the leg.
        yield from ("repeat",) if kind == "doctor" else _START
    elif offer == "narrow":
        yield from ("night", "exercise", "doctor")
    elif offer:
        yield "yes"
        if kind == "cause" and offer != "else" and len(answer.causes) > 1:
            yield "else"
        if kind == "stretch" and answer.step:
            yield "previous"
        if kind == "red_flag":
            yield "repeat"
        elif kind in _ADVISING and offer != "doctor":
            yield "doctor"
        yield "no"


def _label(choice: str, answer: Answer, words: Words) -> str:
    if choice == "yes":
        return words.phrase("offers", answer.offer.partition(":")[0], "touch")
    return words.phrase("screen", "choices", choice)


def written(text: str, words: Words) -> str:
    """A text as it is written: 911, not nine one one."""
    for spoken, written in words.on_card.items():
        text = text.replace(spoken, written)
    return text
