"""The one currency of the skill: what was said about a cramp, as ids.

A finding is an id such as ``when.night`` or ``symptom.swelling``. Slot values, words in free text and the
rows of every table speak it. The part before the dot is the finding's group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Guess:
    """The finding that a whole sentence most resembles, and how likely that is, from 0 to 1."""

    finding: str
    share: float


@dataclass(frozen=True)
class Findings:
    """What was said: the ids that hold, that were denied ("no swelling"), and that were tried already.

    What a sentence is like as a whole, whatever its words: ``asked``, what it seems to ask for, None where there was
    no sentence; ``like``, the causes that sentences like it are about, the likeliest first; ``doubt``, a sign of
    danger that it may describe, but not surely; ``harmless``, whether it surely reads as if it described none.
    """

    present: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    tried: frozenset[str] = frozenset()
    asked: Guess | None = None
    like: tuple[Guess, ...] = ()
    doubt: str = ""
    harmless: bool = False

    def __or__(self, other: Findings) -> Findings:
        """Both together; what one part says holds is not denied by another."""
        present = self.present | other.present
        denied = (self.denied | other.denied) - present
        tried = self.tried | other.tried
        like, doubt = self.like or other.like, self.doubt or other.doubt
        harmless = (self.harmless or not self.present) and (other.harmless or not other.present)
        return Findings(present, denied, tried, self.asked or other.asked, like, doubt, harmless)

    def has(self, *ids: str) -> bool:
        """Whether any of the ids holds."""
        return not self.present.isdisjoint(ids)

    def of_group(self, *groups: str) -> frozenset[str]:
        """The ids that hold and belong to any of the groups."""
        return frozenset(finding for finding in self.present if group_of(finding) in groups)


def group_of(finding: str) -> str:
    """The group of a finding: ``when.night`` is of the group ``when``."""
    return finding.partition(".")[0]


def present(ids: Iterable[str]) -> Findings:
    """Findings of which all the ids hold."""
    return Findings(frozenset(ids))
