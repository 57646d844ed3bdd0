"""Findings in, assessment out: the red flag that fires, and the causes ranked with the reasons for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import log

from leg_cramps.findings import Findings, group_of
from leg_cramps.knowledge.tables import Advice, Cause, RedFlag, Rule, Stretch, Tables, Urgency

# Said in nearly every question: they rank causes, but alone they make no answer specific.
_UNSPECIFIC = frozenset({"body.leg", "symptom.cramp", "symptom.pain", "side.single"})
_UNSPECIFIC_GROUPS = frozenset({"body", "side", "ask"})
# The sum of specific weights from which a cause is named rather than the general answer given.
_NAMED_FROM = 2
# How likely a cause must be at least for a sentence's being like those about it to weigh anything, and what it weighs
# for each time that it is so much likelier, as a logarithm. Both were found by cross-validation on the examples.
_LIKELY = 0.03
_LIKENESS = 15
# How likely a cause must be that can't wait: who tells of nothing worse than others do should not hear of a clot.
_LIKELY_URGENT = 1 / 3
# What sentences are like that are about no cause in particular; and how likely a cause must be for each time that this
# is as likely, or it is chance.
NO_CAUSE, _BESIDE_NONE = "like.nothing", 0.2
# From this weight, above one in twenty, a likeness alone names a cause.
_TELLING = 10
# Whatever else was said, these are not about a person's leg.
ANIMALS = frozenset({"scope.animal", "scope.calf_cow"})
# What is asked for by a sentence that is about no person's leg. From this likelihood of it on, an animal that it names
# is what it is about.
NOT_OURS, _ABOUT_ANIMAL = "scope.elsewhere", 0.75
# A second cause is mentioned when it comes this close to the first.
_CLOSE = 1


@dataclass(frozen=True)
class Ranked:
    """A cause with its score and the findings (id, weight) that speak for (+) or against (-) it."""

    cause: Cause
    score: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def specific(self) -> int:
        """The weight of what was said that is particular to this cause."""
        return sum(
            weight
            for finding, weight in self.reasons
            if weight > 0
            and finding not in _UNSPECIFIC
            and group_of(finding) not in _UNSPECIFIC_GROUPS
            and (group_of(finding) != "like" or weight >= _TELLING)
        )

    @property
    def named(self) -> bool:
        """Whether enough was said to name this cause in an answer."""
        return self.specific >= _NAMED_FROM


@dataclass(frozen=True)
class Fired:
    """A red flag that fires, and how urgent it is.

    ``named``: whether by words, not by what the sentence resembles; ``ambiguous``: whether only by words that
    are often harmless.
    """

    flag: RedFlag
    urgency: Urgency
    named: bool
    ambiguous: bool


@dataclass(frozen=True)
class Assessment:
    """The gravest red flag that fires, or None, and the causes that anything speaks for, best first.

    ``doubted``: the red flag that would fire if what is in doubt were sure, or None.
    """

    fired: Fired | None
    causes: tuple[Ranked, ...]
    doubted: RedFlag | None = None

    @property
    def also(self) -> Cause | None:
        """A second cause that fits about as well as the first, or None.

        An emergency is never mentioned in passing: its signs make a red flag fire, and without them it only frightens.
        """
        second = next((one for one in self.causes[1:] if one.cause.urgency < Urgency.emergency), None)
        if second and second.named and self.causes[0].score - second.score <= _CLOSE:
            return second.cause
        return None


def closed(findings: Findings, tables: Tables) -> Findings:
    """The findings with all that they imply: a run is exercise, a statin is a medicine."""
    found = set(findings.present)
    waiting = list(found)
    while waiting:
        for implied in tables.implies.get(waiting.pop(), ()):
            if implied not in found:
                found.add(implied)
                waiting.append(implied)
    return replace(findings, present=frozenset(found), denied=findings.denied - found)


def assess(findings: Findings, tables: Tables) -> Assessment:
    """The assessment of findings that are closed already (see ``closed``).

    Where words name a sign of danger and the whole sentence reads harmless ("my leg is hot from the fire"), or the
    other way round, it is in doubt. Nothing is ignored then, and nobody is alarmed: the sign to look for is stated.
    Words that are not ambiguous are never in doubt.
    """
    fired, doubted = _gravest(fired_flags(findings, tables)), None
    if fired and is_doubtful(fired, findings):
        doubted = fired
        fired = _gravest(one for one in fired_flags(findings, tables) if not is_doubtful(one, findings))
    elif findings.doubt and not fired:
        doubted = _gravest(fired_flags(replace(findings, present=findings.present | {findings.doubt}), tables))
    return Assessment(fired, rank(findings, tables), doubted.flag if doubted else None)


def is_doubtful(fired: Fired, findings: Findings) -> bool:
    """Whether a red flag that would alarm does so by ambiguous words only, in what reads harmless as a whole."""
    return findings.harmless and fired.urgency >= Urgency.urgent and fired.ambiguous


def _gravest(fired: Iterable[Fired]) -> Fired | None:
    """The most urgent red flag of those that fire; of equals, one that words name, then the first in the table."""
    return max(fired, key=lambda one: (one.urgency, one.named), default=None)


def fired_flags(findings: Findings, tables: Tables) -> Iterator[Fired]:
    """Every red flag that fires, each by its most urgent rule, in the order of the table; none for an animal."""
    if _is_an_animals(findings):
        return
    for flag in tables.red_flags.values():
        rules = [rule for rule in flag.rules if holds(rule, findings)]
        if rules:
            urgency = max(rule.urgency for rule in rules)
            gravest = [rule for rule in rules if rule.urgency is urgency]
            named = any(all(group_of(one) != "sign" for one in rule.all) for rule in gravest)
            yield Fired(flag, urgency, named, all(rule.ambiguous for rule in gravest))


def _is_an_animals(findings: Findings) -> bool:
    """Whether what was said is an animal's: one is named, and as a whole the sentence is not about a person's leg."""
    asked = findings.asked
    is_not_ours = asked is not None and asked.finding == NOT_OURS and asked.share >= _ABOUT_ANIMAL
    return is_not_ours and not findings.present.isdisjoint(ANIMALS)


def holds(rule: Rule, findings: Findings) -> bool:
    """Whether the findings make a rule fire. A denied finding is never present."""
    return (
        rule.all <= findings.present
        and (not rule.any or not rule.any.isdisjoint(findings.present))
        and rule.none.isdisjoint(findings.present)
    )


def rank(findings: Findings, tables: Tables) -> tuple[Ranked, ...]:
    """The causes for which something speaks, best first: prior, plus what speaks for, less what speaks against.

    A finding that was denied counts against the causes that it would speak for.
    """
    likeness = _likeness(findings, tables)
    ranked = []
    for cause in tables.causes.values():
        if cause.id not in likeness and findings.present.isdisjoint(cause.speaks_for):
            continue
        reasons = [(f, w) for f, w in cause.speaks_for.items() if f in findings.present]
        reasons += [(f, -w) for f, w in cause.speaks_against.items() if f in findings.present]
        reasons += [(f, -w) for f, w in cause.speaks_for.items() if f in findings.denied]
        if cause.id in likeness:
            reasons.append((f"like.{cause.id}", likeness[cause.id]))
        score = cause.prior + sum(weight for _, weight in reasons)
        ranked.append(Ranked(cause, score, tuple(sorted(reasons, key=lambda r: -r[1]))))
    return tuple(sorted(ranked, key=lambda one: (-one.score, -one.cause.prior)))


def _likeness(findings: Findings, tables: Tables) -> dict[str, int]:
    """What a sentence's being like those about a cause weighs: the more the likelier, from what is likely enough."""
    shares = {one.finding: one.share for one in findings.like}
    least = max(_LIKELY, _BESIDE_NONE * shares.pop(NO_CAUSE, 0))
    weights = {}
    for finding, share in shares.items():
        cause = tables.causes[finding.partition(".")[2]]
        if share > (max(least, _LIKELY_URGENT) if cause.urgency >= Urgency.urgent else least):
            weights[cause.id] = round(_LIKENESS * log(share / _LIKELY))
    return weights


def advice_for(findings: Findings, rows: Mapping[str, Advice]) -> Advice:
    """The first row of an advice table that a finding selects, else its last, the default."""
    for row in rows.values():
        if not row.findings.isdisjoint(findings.present):
            return row
    return row


def stretch_for(preferred: str | None, findings: Findings, tables: Tables) -> Stretch | None:
    """The stretch to offer: for the part of the body that was named, else the preferred; None if none is safe.

    ``preferred`` is the row's own; a row without one must not be stretched at all. Whoever stretches already is not
    told to stretch.
    """
    if preferred is None or "activity.stretching" in findings.tried:
        return None
    named = findings.of_group("body") - {"body.leg", "body.many"}
    own = tables.stretches[preferred]
    fitting = [] if not named or named & own.body else _stretches_of(named, tables)
    for stretch in (*fitting, own, *_stretches_of(own.body, tables)):
        if stretch.avoid.isdisjoint(findings.present):
            return stretch
    return None


def _stretches_of(body: frozenset[str], tables: Tables) -> list[Stretch]:
    return [s for s in tables.stretches.values() if s.kind == "stretch" and s.body & body]
