"""The words of a language as the build compiled them: a graph of patterns, and how to read around them.

A pattern is a path through a graph. Its edges are stems (``cramp``), exact words (``=calf``), classes of words
(``<leg>``), numbers (``<number>``), spans of time (``<minutes>``) and gaps (``~``, nought to three words), and lead
to the number of a node. Under the empty key of a node stand the findings of the patterns that end there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from leg_cramps.data import load
from leg_cramps.language.text import Phrases


@dataclass(frozen=True)
class AgeGroup:
    """The finding for an age in years from ``low`` up to and including ``high``."""

    low: int
    high: int
    finding: str


@dataclass(frozen=True)
class Lexicon:
    """What the words of a language mean, and how negation, ages and numbers are put in it.

    The walk starts at the last of ``nodes``.
    """

    nodes: Sequence[Mapping[str, Any]]
    irregular: Mapping[str, str]
    classes: Mapping[str, Sequence[str]]
    contractions: Mapping[str, str]
    slips: Phrases
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    negators: frozenset[str]
    not_negating: frozenset[tuple[str, str]]
    clause_starts: frozenset[str]
    ages: tuple[AgeGroup, ...]
    known: frozenset[str]


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The compiled lexicon of a language, such as "en"."""
    raw = load(f"lexicon.{language}")
    return Lexicon(
        nodes=raw["nodes"],
        irregular=raw["irregular"],
        classes=raw["classes"],
        contractions=raw["contractions"],
        slips=phrases(raw["slips"]),
        numbers=raw["numbers"],
        units=raw["units"],
        negators=frozenset(raw["negators"]),
        not_negating=frozenset((a, b) for a, b in raw["not_negating"]),
        clause_starts=frozenset(raw["clause_starts"]),
        ages=tuple(AgeGroup(**row) for row in raw["ages"]),
        known=frozenset(raw["known"]),
    )


def phrases(replacements: Mapping[str, str]) -> Phrases:
    """Phrases to replace, by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, replacement in replacements.items():
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append((words, tuple(replacement.split())))
    for options in by_first.values():
        options.sort(key=lambda option: -len(option[0]))
    return by_first
