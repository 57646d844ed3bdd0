"""``./dev explain``: what was understood of a sentence, how the causes rank and why, which red flags were weighed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from leg_cramps.findings import Findings, Guess, group_of
from leg_cramps.knowledge.assessment import Fired, Ranked, closed, fired_flags, is_doubtful, rank
from leg_cramps.knowledge.tables import RedFlag, Rule, tables
from leg_cramps.language.network import Classifier, names_of
from leg_cramps.language.reading import Reading, read
from leg_cramps.language.understanding import language, likeness, understand

_ROLES = ("present", "denied", "tried", "masked", "past")
_SHOWN_CAUSES = 5
_SHOWN_REASONS = 4
# A rule of which so little is missing was a near thing, and is told of.
_NEARLY = 1
# What every second question says makes no rule a near thing.
_COMMON = frozenset({"symptom.cramp", "symptom.pain", "symptom.now"})
_SIGNS = ("symptom", "condition", "sign")

# What a sentence of these words says for each class if one name is left out.
_Evidence = Callable[[tuple[str, ...], str], list[float]]


def explain(text: str) -> dict[str, Any]:
    """What becomes of a text, as JSON values.

    ``words``: as they were taken. ``understood``: each finding with the words that say it and what it counted as
    (``present``, ``denied``, ``tried``; ``masked``, part of something harmless, and ``past``, long over, count for
    nothing).
    ``implied``: findings that follow. ``asked`` and ``sign``: what the sentence as a whole seems to ask for, and the
    sign of danger that it is most like, with how likely (for a sign: that there is any) and what spoke for it most.
    ``causes``: best first, with the score, the prior in it, and the findings that speak for (+) and against (-).
    ``red_flags``: those that fire, with the rule, and those that nearly did, with what is missing or what keeps them
    from it.
    """
    known = language()
    reading = read(text, known.lexicon)
    like = likeness(reading, known)
    findings = closed(understand(text, known), tables())
    fired = {one.flag.id: one for one in fired_flags(findings, tables())}

    @cache
    def evidence(words: tuple[str, ...], but: str) -> list[float]:
        if but and but not in known.network.places:
            return evidence(words, "")
        return known.network.evidence(words, reading.findings.present, but=but)

    return {
        "words": list(reading.words),
        "understood": list(_understood(reading)),
        "implied": sorted(one for one in findings.present - reading.findings.present if group_of(one) != "sign"),
        "asked": _guess(like.asked, known.asked, reading.words, reading, evidence),
        "sign": _guess(like.sign, known.signs, reading.counting, reading, evidence),
        "causes": [_cause(one) for one in rank(findings, tables())],
        "red_flags": [
            {"id": flag.id, **_level(fired.get(flag.id), findings), **weighed}
            for flag in tables().red_flags.values()
            for weighed in _weighed(flag, findings.present)
        ],
    }


def _level(fired: Fired | None, findings: Findings) -> dict[str, Any]:
    """How urgent a red flag is that fires; ``in_doubt``: one that its words name in a sentence that reads harmless."""
    in_doubt = fired is not None and is_doubtful(fired, findings)
    return {"urgency": fired.urgency.name if fired and not in_doubt else None, "in_doubt": in_doubt}


def _understood(reading: Reading) -> Iterator[dict[str, str]]:
    """Each match in the order of what was said; one inside another of the same finding adds nothing."""
    matches = [(match, role) for role in _ROLES for match in getattr(reading, role)]
    matches.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    ends: dict[tuple[str, str], int] = {}
    for match, role in matches:
        if match.end > ends.get((match.finding, role), 0):
            ends[match.finding, role] = match.end
            words = " ".join(reading.words[match.start : match.end])
            yield {"finding": match.finding, "words": words, "as": role}


def _guess(
    guess: Guess, by: Classifier, words: tuple[str, ...], reading: Reading, evidence: _Evidence
) -> dict[str, Any]:
    """A guess, with the words, pairs of words and findings without which it would be most the less likely."""
    likely = by.shares(evidence(words, ""))[guess.finding]
    names = {*names_of(words), *reading.findings.present}
    losses = {name: likely - by.shares(evidence(words, name))[guess.finding] for name in names}
    because = sorted((name for name in losses if losses[name] > 0), key=lambda name: (-losses[name], name))
    return {"finding": guess.finding, "share": round(guess.share, 3), "because": because[:_SHOWN_REASONS]}


def _cause(one: Ranked) -> dict[str, Any]:
    reasons = [{"finding": finding, "weight": weight} for finding, weight in one.reasons]
    return {
        "id": one.cause.id,
        "score": one.score,
        "prior": one.cause.prior,
        "named": one.named,
        "reasons": reasons,
    }


def _weighed(flag: RedFlag, present: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The rule of a flag that fires; if none does, the rule that came closest, if it came close at all."""
    near = []
    for rule in flag.rules:
        met = sorted((rule.all | rule.any) & present)
        lacking = _lacking(rule, present)
        blocked = sorted(rule.none & present)
        if (
            any(group_of(one) in _SIGNS and one not in _COMMON for one in met)
            and len(lacking) + len(blocked) <= _NEARLY
        ):
            near.append((len(lacking) + len(blocked), {"met": met, "lacking": lacking, "blocked_by": blocked}))
    if near:
        yield min(near, key=lambda pair: pair[0])[1]


def _lacking(rule: Rule, present: frozenset[str]) -> list[str]:
    """What would have to be said besides for the rule to fire; of alternatives, all in one."""
    missing = sorted(rule.all - present)
    if rule.any and rule.any.isdisjoint(present):
        missing.append(" or ".join(sorted(rule.any)))
    return missing


def run_explain(options: argparse.Namespace) -> int:
    """``./dev explain`` with its options; returns the exit code."""
    told = explain(" ".join(options.sentence))
    print(json.dumps(told, indent=2) if options.json else "\n".join(_lines(told)))
    return 0


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield "Understood"
    for one in told["understood"]:
        role = "" if one["as"] == "present" else f"  ({one['as']})"
        yield f"  {one['words']:30} {one['finding']}{role}"
    if told["implied"]:
        yield f"  {'from these follows':30} {', '.join(told['implied'])}"
    yield from _or_none(told["understood"])
    for what, title in (("asked", "Seems to ask for"), ("sign", "Most like the sign")):
        one = told[what]
        yield f"{title}\n  {one['finding']}, likely {one['share']:.0%}: {', '.join(one['because'])}"
    yield "Causes, best first"
    for one in told["causes"][:_SHOWN_CAUSES]:
        reasons = ", ".join(f"{reason['finding']} {reason['weight']:+}" for reason in one["reasons"])
        yield f"  {one['score']:3}  {one['id']}: {reasons}, how common {one['prior']:+}"
    yield from _or_none(told["causes"])
    yield "Red flags"
    for one in told["red_flags"]:
        because = " and ".join(one["met"])
        if one["urgency"] or one["in_doubt"]:
            level = (one["urgency"] or "in doubt").upper()
            reads = ", but the whole sentence reads harmless" if one["in_doubt"] else ""
            yield f"  {level:10} {one['id']}: {because}{reads}"
        else:
            held = [f"without {lack}" for lack in one["lacking"]] + [f"but {block}" for block in one["blocked_by"]]
            yield f"  {'no':10} {one['id']}: {because}, {', '.join(held)}"
    yield from _or_none(told["red_flags"])


def _or_none(rows: Iterable[Any]) -> Iterator[str]:
    if not rows:
        yield "  none"
