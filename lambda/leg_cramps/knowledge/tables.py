"""The tables as values. The build has checked every id in them, so nothing is checked again here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from leg_cramps.data import load


class Urgency(IntEnum):
    """How soon somebody should be seen, from not at all to now."""

    self_care = 0
    routine = 1
    soon = 2
    urgent = 3
    emergency = 4


@dataclass(frozen=True)
class Cause:
    """A cause: how common it is (``prior``) and the findings that speak for and against it, weighted 1 to 13."""

    id: str
    urgency: Urgency
    grade: str
    prior: int
    stretch: str | None
    verdict: str
    speaks_for: Mapping[str, int]
    speaks_against: Mapping[str, int]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One way for a red flag to fire: all of these findings, one of those (if any), and none of the rest.

    ``ambiguous``: whether words that meet it are often harmless, so that the rest of the sentence must not say so.
    """

    urgency: Urgency
    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]
    ambiguous: bool


@dataclass(frozen=True)
class RedFlag:
    """A red flag: its rules, and the causes that it belongs to."""

    id: str
    causes: tuple[str, ...]
    rules: tuple[Rule, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """A row that answers by itself (a fact, relief, prevention ...) when one of its findings holds.

    ``remedy``: a fact about something to take or to do, such as magnesium.
    """

    id: str
    findings: frozenset[str]
    remedy: bool
    grade: str
    stretch: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """A stretch or movement: the parts of the body it is for, and the findings that forbid it."""

    id: str
    kind: str
    steps: int
    body: frozenset[str]
    avoid: frozenset[str]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """Everything known, by id and in the order of the content. ``implies``: a finding and what goes with it."""

    causes: Mapping[str, Cause]
    red_flags: Mapping[str, RedFlag]
    advice: Mapping[str, Mapping[str, Advice]]
    stretches: Mapping[str, Stretch]
    implies: Mapping[str, tuple[str, ...]]


@cache
def tables() -> Tables:
    """The compiled tables."""
    raw = load("knowledge")
    return Tables(
        causes={row["id"]: _cause(row) for row in raw["causes"]},
        red_flags={row["id"]: _red_flag(row) for row in raw["red_flags"]},
        advice={name: {row["id"]: _advice(row) for row in rows} for name, rows in raw["advice"].items()},
        stretches={row["id"]: _stretch(row) for row in raw["stretches"]},
        implies={finding: tuple(ids) for finding, ids in raw["implies"].items()},
    )


def _cause(row: Mapping[str, Any]) -> Cause:
    return Cause(
        id=row["id"],
        urgency=Urgency[row["urgency"]],
        grade=row["grade"],
        prior=row["prior"],
        stretch=row["stretch"],
        verdict=row["verdict"],
        speaks_for=row["for"],
        speaks_against=row.get("against", {}),
        sources=tuple(row["sources"]),
    )


_LEVELS = {
    "emergency": Urgency.emergency,
    "same_day": Urgency.urgent,
    "soon": Urgency.soon,
}


def _red_flag(row: Mapping[str, Any]) -> RedFlag:
    rules = tuple(_rule(rule, rule.get("level", row["level"])) for rule in row["when"])
    return RedFlag(row["id"], tuple(row["causes"]), rules, tuple(row["sources"]))


def _rule(rule: Mapping[str, Any], level: str) -> Rule:
    return Rule(
        urgency=_LEVELS[level],
        all=frozenset(rule.get("all", ())),
        any=frozenset(rule.get("any", ())),
        none=frozenset(rule.get("none", ())),
        ambiguous=level == "same_day" or rule.get("ambiguous", False),
    )


def _advice(row: Mapping[str, Any]) -> Advice:
    return Advice(
        id=row["id"],
        findings=frozenset(row["findings"]),
        remedy=row.get("remedy", False),
        grade=row["grade"],
        stretch=row["stretch"],
        sources=tuple(row["sources"]),
    )


def _stretch(row: Mapping[str, Any]) -> Stretch:
    return Stretch(
        id=row["id"],
        kind=row["kind"],
        steps=row["steps"],
        body=frozenset(row["body"]),
        avoid=frozenset(row["avoid"]),
        sources=tuple(row["sources"]),
    )
