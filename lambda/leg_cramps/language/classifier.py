"""A linear classifier: what a whole sentence most resembles, whatever words it uses.

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
from operator import add
from typing import Any


@dataclass(frozen=True)
class Classifier:
    """One question with its classes, which are findings, and the weights of all that is said for each.

    ``places``: where the weights of a word, a pair of words ("which way") or a finding stand in ``weights``, a row of
    a signed byte for each class; a unit is worth ``scale``. ``bias``: what each class starts with.
    """

    classes: Sequence[str]
    bias: Sequence[float]
    scale: float
    places: Mapping[str, int]
    weights: bytes

    def shares(self, words: Sequence[str], findings: Iterable[str]) -> dict[str, float]:
        """How likely each class is, from 0 to 1, for the words of a sentence and the findings in it."""
        totals = self.totals(words, findings)
        most = max(totals)
        odds = [exp(total - most) for total in totals]
        whole = sum(odds)
        return {one: odd / whole for one, odd in zip(self.classes, odds, strict=True)}

    def totals(self, words: Sequence[str], findings: Iterable[str]) -> list[float]:
        """What speaks for each class, as a logarithm: the longer a sentence, the less each word of it counts."""
        said = self._sum(names_of(words))
        found = self._sum(findings)
        share = self.scale / sqrt(len(words) or 1)
        return [b + share * s + self.scale * f for b, s, f in zip(self.bias, said, found, strict=True)]

    def _sum(self, names: Iterable[str]) -> list[int]:
        total = [0] * len(self.classes)
        for name in names:
            if name in self.places:
                total = list(map(add, total, self.row(name)))
        return total

    def row(self, name: str) -> array[int]:
        """The weights of a word, a pair of words or a finding for each class, in units of the scale."""
        width = len(self.classes)
        start = self.places[name] * width
        return array("b", self.weights[start : start + width])


def names_of(words: Sequence[str]) -> Iterator[str]:
    """What of a sentence can have weights: its words, and the pairs of neighbours."""
    yield from words
    yield from map(" ".join, pairwise(words))


def classifier(raw: Mapping[str, Any], weights: bytes) -> Classifier:
    """The classifier that ``./dev train`` wrote: its classes and names, and the bytes of its weights."""
    return Classifier(
        classes=raw["classes"],
        bias=raw["bias"],
        scale=raw["scale"],
        places={name: at for at, name in enumerate(raw["names"].split("\n"))},
        weights=weights,
    )
