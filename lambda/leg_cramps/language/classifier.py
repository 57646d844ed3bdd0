"""Linear classifiers: what a whole sentence most resembles, whatever words it uses.

The patterns of the lexicon find what they list; this finds what is like the examples it was trained on. Every word,
every pair of words and every finding has a weight for each class, trained beforehand (``./dev train``), so that an
answer can be traced to the words that spoke for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt


@dataclass(frozen=True)
class Weights:
    """What each name (a word, a pair of words such as "which way", or a finding) weighs for each class.

    ``places``: where the weights of a name stand in ``table``, a row of ``width`` signed bytes.
    """

    places: Mapping[str, int]
    table: bytes
    width: int

    def evidence(self, words: Sequence[str], findings: Iterable[str]) -> list[float]:
        """What a sentence says for each class: the longer it is, the less each word of it counts."""
        said, found = self._sum(names_of(words)), self._sum(findings)
        share = 1 / sqrt(len(words) or 1)
        return [share * s + f for s, f in zip(said, found, strict=True)]

    def _sum(self, names: Iterable[str]) -> list[int]:
        rows = [self.row(name) for name in names if name in self.places]
        return list(map(sum, zip(*rows, strict=True))) or [0] * self.width

    def row(self, name: str) -> array[int]:
        """The weights of a name for each class."""
        start = self.places[name] * self.width
        return array("b", self.table[start : start + self.width])


@dataclass(frozen=True)
class Classifier:
    """One question with its classes, which are findings.

    ``bias``: what each class starts with; ``scale``: what a unit of evidence is worth; ``first``: the place of the
    first class in the evidence.
    """

    classes: Sequence[str]
    bias: Sequence[float]
    scale: float
    first: int

    def shares(self, evidence: Sequence[float]) -> dict[str, float]:
        """How likely each class is, from 0 to 1."""
        own = evidence[self.first : self.first + len(self.classes)]
        totals = [bias + self.scale * one for bias, one in zip(self.bias, own, strict=True)]
        most = max(totals)
        odds = [exp(total - most) for total in totals]
        whole = sum(odds)
        return {one: odd / whole for one, odd in zip(self.classes, odds, strict=True)}


def names_of(words: Sequence[str]) -> Iterator[str]:
    """What of a sentence can have weights: its words, and the pairs of neighbours."""
    yield from words
    yield from map(" ".join, pairwise(words))
