"""What every spoken sentence must be: short, plain, speakable, and never a dose or "stop your tablets"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import textstat

# Words at most, per field of a row; together they keep an answer within its 75.
LIMITS = {
    "explain": 20,
    "do": 12,
    "see": 19,
    "name": 9,
    "title": 8,
    "headline": 12,
    "more": 58,
    "answer": 56,
    "evidence": 28,
    "say": 48,
    "emergency": 38,
    "caution": 22,
    "steps": 30,
}
HIGHEST_GRADE = 7.0
# Under so many words a reading grade says little: one long word decides it.
_ENOUGH_WORDS = 12

_UNSPEAKABLE = re.compile(r"[0-9()\[\]{};/\"*_<>&%$#@~^=+|]|--|\u2013|\u2014|\.\.\.")
_DOSE = re.compile(
    r"\b(milligrams?|micrograms?|grams?|mg|mcg|millilitres?|milliliters?|"
    r"(one|two|three|half a|a) (tablets?|pills?|capsules?|spoons?|spoonfuls?|teaspoons?|doses?))\b"
)
_MEDICINE = r"(statins?|tablets?|pills?|medicines?|medications?|inhalers?|diuretics?|water (pills|tablets)|your dose)"
_STOP_MEDICINE = re.compile(
    rf"\b(stop|start|change|skip|halve|double|come off|give up) "
    rf"(taking )?(your |the |a |any |this |that )?{_MEDICINE}\b"
)
_NOT = re.compile(r"\b(don't|never|not|without|before you|doctor|nobody should)\b")
_QUININE = re.compile(r"\b(quinine|tonic water)\b")
_TAKING = re.compile(r"\b(take|try|drink|use|have|sip|helps?|works?)\b")
_CLAIM = re.compile(r"\b(cures?|guaranteed|miracle|you have (a|an) )\b")


@cache
def complaints(field: str, text: str) -> tuple[str, ...]:
    """What is wrong with a spoken text of a field, in words for whoever edits it. Most locales say the same."""
    return tuple(_complaints(field, text))


def _complaints(field: str, text: str) -> Iterator[str]:
    limit = LIMITS.get(field)
    count = len(text.split())
    if limit and count > limit:
        yield f"{field} has {count} words, {limit} at most"
    if found := _UNSPEAKABLE.search(text):
        yield f"{field} holds {found.group()!r}, which nobody can say"
    for sentence in re.split(r"(?<=[.!?])\s+", text.lower()):
        if found := _DOSE.search(sentence):
            yield f"{field} names a dose: {found.group()!r}"
        if (found := _STOP_MEDICINE.search(sentence)) and not _NOT.search(sentence):
            yield f"{field} tells to {found.group()!r}"
        if _QUININE.search(sentence) and _TAKING.search(sentence) and not _NOT.search(sentence):
            yield f"{field} recommends quinine"
        if found := _CLAIM.search(sentence):
            yield f"{field} claims too much: {found.group()!r}"


def grade_complaint(what: str, text: str) -> Iterator[str]:
    """A complaint if a text that is said in one go needs more than seven years of school to follow."""
    if len(text.split()) >= _ENOUGH_WORDS:
        grade = _grade(text)
        if grade > HIGHEST_GRADE:
            yield f"{what} reads at grade {grade:.1f}, {HIGHEST_GRADE:.0f} at most"


@cache
def _grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text: the years of school that it takes to follow it."""
    return float(textstat.flesch_kincaid_grade(text))


def spoken_units(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What of a row is said in one go, by name."""
    if "explain" in row:
        yield "the answer", " ".join(row[field] for field in ("explain", "do", "see"))
    for field in ("answer", "more", "evidence", "say", "emergency"):
        if row.get(field):
            yield field, row[field]
    if "steps" in row:
        yield "the steps", " ".join((row["caution"], *row["steps"]))
