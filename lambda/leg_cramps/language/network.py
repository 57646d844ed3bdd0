"""A small neural network: what a whole sentence most resembles, whatever words it uses.

The patterns of the lexicon find what they list; this finds what is like the examples it was trained on (``./dev
train``). Every word, every pair of neighbouring words and every finding adds its row to a hidden layer, and what the
hidden layer then holds weighs for each class.

Long whole numbers serve as vectors here: read as one number, a row of weights is added to another in a single step of
plain Python. Each number leaves every place of it room enough that none runs over into the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise
from math import exp, sqrt
from operator import add, mul
from struct import unpack

# A weight of the hidden layer has four bits, one for a class a byte. These stand for nought: weights are signed, places
# are not.
NOUGHT, OUT_NOUGHT = 8, 128
# Rows of weights that together count so often can be added up in the two bytes of a place.
_ROOM = 0xFFFF // 0xF
# A row's weights stand in four interleaved sums, for every fourth has a place of two bytes in each.
_SUMS = 4
# How finely, and up to what, the hidden layer is told apart when it is multiplied: four bytes a place hold that.
_FINE, _MOST = 256, 4095


class Places:
    """The numbers of names. Those of one first letter are taken apart when one of them is first asked for."""

    def __init__(self, groups: Sequence[str]) -> None:
        """The names in their order, a line each, those of one first letter in a group."""
        self._numbers: dict[str, int] = {}
        self._waiting: dict[str, tuple[int, str]] = {}
        first = 0
        for group in groups:
            self._waiting[group[0]] = first, group
            first += group.count("\n") + 1

    def get(self, name: str) -> int | None:
        """The number of a name, None if it has none."""
        if waiting := self._waiting.get(name[:1]):
            first, group = waiting
            self._numbers.update(zip(group.split("\n"), count(first), strict=False))
            # Last, so that another thread meanwhile does the same rather than miss a name.
            self._waiting.pop(name[:1], None)
        return self._numbers.get(name)

    def __contains__(self, name: str) -> bool:
        """Whether a name has a number."""
        return self.get(name) is not None


@dataclass(frozen=True)
class Network:
    """The weights of a network.

    ``places``: the number of each name (a word, a pair of words such as "which way", or a finding) in ``table``, which
    begins with a row of weights for each, two to a byte, one for each of the hidden layer's units, of which there are
    a multiple of four; and in ``worths``, the byte by which the row counts. ``scale``: what one of a weight is then
    worth. ``bias``: what each unit starts with. ``out``: for each unit, its bytes for all classes, four bytes apart in
    one whole number; ``out_bias``, ``out_scale``: what each class starts with, and what one of its bytes is worth.
    """

    places: Places
    table: bytes
    worths: bytes
    scale: float
    bias: Sequence[float]
    out: Sequence[int]
    out_bias: Sequence[float]
    out_scale: Sequence[float]

    def evidence(self, words: Sequence[str], findings: Iterable[str], but: str = "") -> list[float]:
        """What a sentence says for each class: the longer it is, the less each word of it counts.

        ``but``: a name that is left out, for those who want to know what it told.
        """
        said, too_much = self._sum(name for name in names_of(words) if name != but)
        found, more_too_much = self._sum(finding for finding in findings if finding != but)
        by_word, by_finding = _FINE * self.scale / sqrt(len(words) or 1), _FINE * self.scale
        nought = by_word * too_much + by_finding * more_too_much
        units = zip(self._fine_bias, said, found, strict=True)
        steps = [int(unit) if (unit := b + by_word * w + by_finding * f - nought) > 0 else 0 for b, w, f in units]
        if max(steps) > _MOST:
            steps = [min(step, _MOST) for step in steps]
        total = sum([step * row for step, row in zip(steps, self.out, strict=True) if step])
        sums = unpack(f"<{len(self.out_bias)}I", total.to_bytes(4 * len(self.out_bias), "little"))
        nought = OUT_NOUGHT * sum(steps)
        classes = zip(self.out_bias, self.out_scale, sums, strict=True)
        return [b + s * (one - nought) / _FINE for b, s, one in classes]

    def _sum(self, names: Iterable[str]) -> tuple[list[int], int]:
        """The rows of names added up, each as often as it counts, and what nought comes to in each place of the sum."""
        total, counted, width = [0] * len(self.bias), 0, len(self.bias) // 2
        for rows, worths in self._portions(names):
            counted += sum(worths)
            for part in range(_SUMS):
                fourths = [row >> _SUMS * part & self._every_fourth for row in rows]
                added = sum(map(mul, fourths, worths)).to_bytes(width, "little")
                total[part::_SUMS] = map(add, total[part::_SUMS], unpack(f"<{width // 2}H", added))
        return total, NOUGHT * counted

    def _portions(self, names: Iterable[str]) -> Iterator[tuple[list[int], list[int]]]:
        """The rows of names and how often each counts, as many at a time as there is room for in a sum."""
        width = len(self.bias) // 2
        places = [place for place in map(self.places.get, names) if place is not None]
        worths = [self.worths[place] for place in places]
        rows = [int.from_bytes(self.table[place * width : (place + 1) * width], "little") for place in places]
        start = counted = 0
        for at, worth in enumerate(worths):
            counted += worth
            if counted > _ROOM:
                yield rows[start:at], worths[start:at]
                start, counted = at, worth
        yield rows[start:], worths[start:]

    @cached_property
    def _fine_bias(self) -> list[float]:
        # A half more, so that what becomes a whole number is rounded.
        return [_FINE * bias + 0.5 for bias in self.bias]

    @cached_property
    def _every_fourth(self) -> int:
        return int.from_bytes(b"\x0f\x00" * (len(self.bias) // _SUMS), "little")


@dataclass(frozen=True)
class Classifier:
    """One question with its classes, which are findings; ``first``: the place of the first class in the evidence."""

    classes: Sequence[str]
    first: int

    def shares(self, evidence: Sequence[float]) -> dict[str, float]:
        """How likely each class is, from 0 to 1."""
        own = evidence[self.first : self.first + len(self.classes)]
        most = max(own)
        odds = [exp(one - most) for one in own]
        whole = sum(odds)
        return {one: odd / whole for one, odd in zip(self.classes, odds, strict=True)}


def spread(row: bytes) -> int:
    """A row of bytes as one whole number in which they stand four bytes apart."""
    wide = bytearray(4 * len(row))
    wide[::4] = row
    return int.from_bytes(wide, "little")


def names_of(words: Sequence[str]) -> Iterator[str]:
    """What of a sentence can have weights: its words, and the pairs of neighbours."""
    yield from words
    yield from map(" ".join, pairwise(words))
