"""The words of a language as the build compiled them: a graph of patterns, and how to read around them.

A pattern is a path through a graph. Its edges are stems (``cramp``), exact words (``=calf``), classes of words
(``<leg>``), numbers (``<number>``), spans of time (``<minutes>``) and gaps (``~``, nought to three words). At a node
stand the findings of the patterns that end there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from leg_cramps.data import load
from leg_cramps.language.text import Phrases

# The findings of the patterns that end at a node, and its edges with the numbers of the nodes they lead to.
Node = tuple[Sequence[str], Mapping[str, int]]


# A word of so many letters may lack one and still be told.
_MENDABLE = 7


class Graph(dict[int, Node]):
    """The nodes by their numbers. Each is taken apart when it is first reached: most of them never are."""

    def __init__(self, lines: Sequence[str]) -> None:
        """The graph written as lines, as ``./dev build`` does, the last of them the root."""
        super().__init__()
        self._lines = lines
        self.root = len(lines) - 1

    def __missing__(self, number: int) -> Node:
        """A node that was not reached before; raises IndexError for a number that is none."""
        findings, _, edges = self._lines[number].partition("|")
        parts = edges.split()
        node = findings.split(",") if findings else (), dict(zip(parts[::2], map(int, parts[1::2]), strict=True))
        self[number] = node
        return node


@dataclass(frozen=True)
class AgeGroup:
    """The finding for an age in years from ``low`` up to and including ``high``."""

    low: int
    high: int
    finding: str


@dataclass(frozen=True)
class Lexicon:
    """What the words of a language mean, and how negation, ages and numbers are put in it.

    ``long``: the long ones of the known words, by their first letter and length.
    """

    graph: Graph
    irregular: Mapping[str, str]
    classes: Mapping[str, Sequence[str]]
    contractions: Mapping[str, str]
    slips: Phrases
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    negators: frozenset[str]
    not_negating: frozenset[tuple[str, str]]
    clause_starts: frozenset[str]
    passing: frozenset[str]
    question_starts: frozenset[str]
    somebody: frozenset[str]
    naming_nothing: frozenset[str]
    ages: tuple[AgeGroup, ...]
    known: frozenset[str]
    long: Mapping[tuple[str, int], Sequence[str]]


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The compiled lexicon of a language, such as "en"."""
    raw = load(f"lexicon.{language}")
    return Lexicon(
        graph=Graph(raw["graph"]),
        irregular=raw["irregular"],
        classes=raw["classes"],
        contractions=raw["contractions"],
        slips=phrases(raw["slips"]),
        numbers=raw["numbers"],
        units=raw["units"],
        negators=frozenset(raw["negators"]),
        not_negating=frozenset((a, b) for a, b in raw["not_negating"]),
        clause_starts=frozenset(raw["clause_starts"]),
        passing=frozenset(raw["passing"]),
        question_starts=frozenset(raw["question_starts"]),
        somebody=frozenset(raw["somebody"]),
        naming_nothing=frozenset(raw["naming_nothing"]),
        ages=tuple(AgeGroup(**row) for row in raw["ages"]),
        known=frozenset(raw["known"]),
        long=_long(raw["known"]),
    )


def _long(known: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for word in known:
        if len(word) >= _MENDABLE:
            found.setdefault((word[0], len(word)), []).append(word)
    return found


def phrases(replacements: Mapping[str, str]) -> Phrases:
    """Phrases to replace, by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, replacement in replacements.items():
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append((words, tuple(replacement.split())))
    for options in by_first.values():
        options.sort(key=lambda option: -len(option[0]))
    return by_first
