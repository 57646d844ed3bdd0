"""A small neural network: what a whole sentence most resembles, whatever words it uses.

The patterns of the lexicon find what they list; this finds what is like the examples it was trained on (``./dev
train``). Every word, every pair of neighbouring words and every finding adds its row to a hidden layer, and what the
hidden layer then holds weighs for each class.

Long whole numbers serve as vectors here: read as one number, a row of bytes is added to another in a single step of
plain Python. Each number leaves every place of it room enough that none runs over into the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, sqrt
from operator import mul
from struct import unpack

# The byte that stands for nought: weights are signed, places are not.
NOUGHT = 128
# So many bytes can be added up in the two bytes of a place.
_BLOCK = 256
# How finely, and up to what, the hidden layer is told apart when it is multiplied: four bytes a place hold that.
_FINE, _MOST = 256, 4095


@dataclass(frozen=True)
class Network:
    """The weights of a network.

    ``places``: the number of each name (a word, a pair of words such as "which way", or a finding) in ``table``, which
    holds for each a row of bytes, one for each of the hidden layer's units, of which there is an even number.
    ``bias``, ``scale``: what each unit starts with, and what one byte is worth to it. ``out``: for each unit, its bytes
    for all classes, four bytes apart in one whole number; ``out_bias``, ``out_scale``: as before, for each class.
    """

    places: Mapping[str, int]
    table: bytes
    bias: Sequence[float]
    scale: Sequence[float]
    out: Sequence[int]
    out_bias: Sequence[float]
    out_scale: Sequence[float]

    def evidence(self, words: Sequence[str], findings: Iterable[str], but: str = "") -> list[float]:
        """What a sentence says for each class: the longer it is, the less each word of it counts.

        ``but``: a name that is left out, for those who want to know what it told.
        """
        said = self._sum(name for name in names_of(words) if name != but)
        found = self._sum(finding for finding in findings if finding != but)
        share = 1 / sqrt(len(words) or 1)
        units = zip(self.bias, self.scale, said, found, strict=True)
        steps = [min(max(int(_FINE * (b + s * (share * w + f))), 0), _MOST) for b, s, w, f in units]
        total = sum(map(mul, steps, self.out)).to_bytes(4 * len(self.out_bias), "little")
        nought = NOUGHT * sum(steps)
        classes = zip(self.out_bias, self.out_scale, unpack(f"<{len(self.out_bias)}I", total), strict=True)
        return [b + s * (one - nought) / _FINE for b, s, one in classes]

    def _sum(self, names: Iterable[str]) -> list[int]:
        """The rows of names added up; a name without a row adds nothing."""
        width = len(self.bias)
        starts = [self.places[name] * width for name in names if name in self.places]
        rows = [int.from_bytes(self.table[start : start + width], "little") for start in starts]
        total = [0] * width
        for at in range(0, len(rows), _BLOCK):
            block = rows[at : at + _BLOCK]
            # Every second byte of a row has a place in one sum, the others in another.
            sums = (sum(row >> shift & self._every_second_byte for row in block) for shift in (0, 8))
            both = [unpack(f"<{width // 2}H", one.to_bytes(width, "little")) for one in sums]
            nought = NOUGHT * len(block)
            total[::2] = [one + more - nought for one, more in zip(total[::2], both[0], strict=True)]
            total[1::2] = [one + more - nought for one, more in zip(total[1::2], both[1], strict=True)]
        return total

    @cached_property
    def _every_second_byte(self) -> int:
        return int.from_bytes(b"\xff\x00" * (len(self.bias) // 2), "little")


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
