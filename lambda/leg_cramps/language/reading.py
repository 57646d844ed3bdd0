"""Free text to findings: which patterns match, and what negation, masks and ages make of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leg_cramps.findings import Findings, group_of
from leg_cramps.language.lexicon import Lexicon
from leg_cramps.language.text import stem, words_of

# A gap in a pattern passes over at most so many words.
_GAP = 3
# "no" and "not" deny, and "I've tried" ticks off, what starts within so many words after them.
_REACH = 6
# A word shorter than this is never bent into another by a letter: too many are real words.
_LONG = 8
# Recognisers take a long word apart into so many at most.
_PARTS = 3
_LASTING_MINUTES = 10
# What negation, and having tried something, does not touch.
_UNDENIABLE = frozenset({"ask", "meta", "mask", "scope", "side", "number", "past"})
# A "not" inside such a match ("can not feel my foot") is part of it and denies nothing else.
_HOLDING_NEGATION = frozenset({"symptom", "condition", "activity"})
_STRETCHING = "activity.stretching"
# The edge at which patterns begin that match only at the start of what is said.
_START = "^"
# The edge that is a gap.
_ANYTHING = "~"
_TRIED = "ask.tried"
_IN_GENERAL = "ask.general"
_PAST = frozenset({"past.long_ago", "past.story"})
_CRAMP = "symptom.cramp"
_AGE = "number.age"


@dataclass(frozen=True)
class Match:
    """A finding and the words, from ``start`` up to but not including ``end``, that say it."""

    finding: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A text read: its words as they were taken, what each match came to, and the findings of it all.

    ``masked`` matches are part of something harmless ("my foot fell asleep"), ``past`` ones are symptoms of long ago:
    both count for nothing.
    """

    words: tuple[str, ...]
    present: tuple[Match, ...]
    denied: tuple[Match, ...]
    tried: tuple[Match, ...]
    masked: tuple[Match, ...]
    past: tuple[Match, ...]
    findings: Findings

    @property
    def counting(self) -> tuple[str, ...]:
        """The words less those that count for nothing."""
        aside = {at for match in (*self.denied, *self.masked, *self.past) for at in range(match.start, match.end)}
        return tuple(word for at, word in enumerate(self.words) if at not in aside)


_Edges = list[tuple[str, int]]


def read(text: str, lexicon: Lexicon) -> Reading:
    """The findings in a text of any length and content; a text without any gives none."""
    said = _joined(words_of(text, lexicon.contractions, lexicon.slips), lexicon)
    words = [_mended(word, lexicon) for word in said]
    stems = [_stem(word, lexicon) for word in words]
    numbers = _numbers(words, lexicon)
    edges = _edges(words, stems, numbers, lexicon)
    matches, masked = _masked(sorted(set(_matches(words, edges, lexicon)), key=lambda m: (m.start, -m.end)))
    denied = tuple(m for m in matches if _is_denied(m, words, matches, lexicon))
    tried = _tried(matches)
    past = _past(matches, words, lexicon)
    aside = {*denied, *tried, *past}
    holding = (m for m in matches if m not in aside)
    present = tuple(aged for m in holding for aged in _aged(m, numbers, words, lexicon))
    found = frozenset(m.finding for m in present)
    if _is_general(words, lexicon):
        found |= {_IN_GENERAL}
    findings = Findings(found, frozenset(m.finding for m in denied) - found, frozenset(m.finding for m in tried))
    return Reading(tuple(words), present, denied, tried, masked, past, findings)


def _stem(word: str, lexicon: Lexicon) -> str:
    return lexicon.irregular.get(word) or stem(word)


def _joined(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The words, where recognisers took a long one apart ("furo semide") put together again.

    Nobody knows at least one of the parts, and together they make a long word of the lexicon, or one a letter away from
    it: words that are clear are never bent.
    """
    out: list[str] = []
    known = [_is_known(word, lexicon) for word in words]
    at = 0
    while at < len(words):
        for end in range(min(at + _PARTS, len(words)), at + 1, -1):
            whole = "" if all(known[at:end]) else _mended("".join(words[at:end]), lexicon)
            if len(whole) >= _LONG and whole in lexicon.known:
                out.append(whole)
                at = end
                break
        else:
            out.append(words[at])
            at += 1
    return out


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.known or _stem(word, lexicon) in lexicon.known


def _mended(word: str, lexicon: Lexicon) -> str:
    """A long word that nobody knows, as the one long word of the lexicon that it is a letter away from."""
    if len(word) < _LONG or _is_known(word, lexicon):
        return word
    # The first letter stays, recognisers rarely miss it; and a letter can't change both ends of a word.
    alike = (one for by in (-1, 0, 1) for one in lexicon.long.get((word[0], len(word) + by), ()))
    start, end = word[:3], word[-3:]
    near = [one for one in alike if (one.startswith(start) or one.endswith(end)) and _is_letter_off(word, one)]
    return near[0] if len(near) == 1 else word


def _is_letter_off(word: str, other: str) -> bool:
    """Whether words of about the same length differ in one letter, or one of them has one more."""
    at = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), len(word))
    rest, others = word[at:], other[at:]
    return rest[1:] in (others[1:], others) or rest == others[1:]


def _numbers(words: Sequence[str], lexicon: Lexicon) -> dict[int, tuple[int, int]]:
    """Where numbers start: the value, and where the words of it end ("seventy six": 76, two words on)."""
    found: dict[int, tuple[int, int]] = {}
    for at, word in enumerate(words):
        if word.isdecimal():
            found[at] = (int(word[:9]), at + 1)
        elif word in lexicon.numbers:
            value, end = lexicon.numbers[word], at + 1
            if 20 <= value < 100 and end < len(words):
                ones = lexicon.numbers.get(words[end], 0)
                if 0 < ones < 10:
                    value, end = value + ones, end + 1
            found[at] = (value, end)
    return found


def _edges(
    words: Sequence[str],
    stems: Sequence[str],
    numbers: dict[int, tuple[int, int]],
    lexicon: Lexicon,
) -> list[_Edges]:
    """For each word, the edges of the graph that it can be, each with where it leads to."""
    edges: list[_Edges] = []
    for at, (word, stemmed) in enumerate(zip(words, stems, strict=True)):
        here: _Edges = [(stemmed, at + 1), ("=" + word, at + 1)]
        here += [(name, at + 1) for name in lexicon.classes.get(stemmed, ())]
        if at in numbers:
            value, end = numbers[at]
            here.append(("<number>", end))
            unit = lexicon.units.get(stems[end]) if end < len(stems) else None
            if unit and (unit != "<minutes>" or value >= _LASTING_MINUTES):
                here.append((unit, end + 1))
        elif word in ("a", "an") and at + 1 < len(stems):
            unit = lexicon.units.get(stems[at + 1])
            if unit and unit != "<minutes>":
                here.append((unit, at + 2))
        edges.append(here)
    return edges


def _matches(words: Sequence[str], edges: Sequence[_Edges], lexicon: Lexicon) -> Iterator[Match]:
    """Every pattern that matches anywhere, as a walk through the graph from each word.

    A gap passes over no negation: "my calf isn't swollen and hot" is no hot calf.
    """
    graph = lexicon.graph
    for start in range(len(edges)):
        walk = [(graph.root, start)]
        if start == 0 and _START in graph[graph.root][1]:
            walk.append((graph[graph.root][1][_START], 0))
        while walk:
            number, at = walk.pop()
            findings, leads = graph[number]
            for finding in findings:
                yield Match(finding, start, at)
            if _ANYTHING in leads:
                walk += [(leads[_ANYTHING], end) for end in _gap(words, at, lexicon)]
            if at < len(edges):
                for edge, end in edges[at]:
                    if edge in leads:
                        walk.append((leads[edge], end))


def _gap(words: Sequence[str], at: int, lexicon: Lexicon) -> Iterator[int]:
    """Where a gap that begins at a word can end."""
    yield at
    for end, word in enumerate(words[at : at + _GAP], start=at + 1):
        if word in lexicon.negators:
            return
        yield end


def _masked(matches: Sequence[Match]) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """The matches that count, and those that share a word with a mask ("my foot fell asleep" is not a numb foot).

    A remedy that is named stays one: a hot water bottle is no hot leg, but it is a remedy. And what is past stays past.
    """
    masks = [m for m in matches if group_of(m.finding) == "mask"]
    masked = tuple(
        m
        for m in matches
        if group_of(m.finding) not in ("mask", "topic", "past")
        and any(m.start < mask.end and mask.start < m.end for mask in masks)
    )
    return tuple(m for m in matches if m not in masked), masked


def _is_denied(match: Match, words: Sequence[str], matches: Sequence[Match], lexicon: Lexicon) -> bool:
    """Whether a negation just before the match, in the same clause, denies it."""
    if group_of(match.finding) in _UNDENIABLE:
        return False
    for at in range(match.start - 1, max(match.start - 1 - _REACH, -1), -1):
        word = words[at]
        if word in lexicon.clause_starts:
            return False
        if word in lexicon.negators:
            before = words[at - 1] if at else ""
            after = words[at + 1] if at + 1 < len(words) else ""
            exempt = (word, after) in lexicon.not_negating or (before, word) in lexicon.not_negating
            return not exempt and not any(
                m.start <= at < m.end and group_of(m.finding) in _HOLDING_NEGATION for m in matches
            )
    return False


def _tried(matches: Sequence[Match]) -> tuple[Match, ...]:
    """What was tried already: named just after "I already" or "besides", or just before "didn't help"."""
    tried: list[Match] = []
    for mark in (m for m in matches if m.finding == _TRIED):
        things = [m for m in matches if group_of(m.finding) == "topic" or m.finding == _STRETCHING]
        after = [m for m in things if mark.start <= m.start <= mark.end + _REACH]
        before = [m for m in things if mark.start - _REACH <= m.end <= mark.end]
        tried += after or before
    return tuple(tried)


def _past(matches: Sequence[Match], words: Sequence[str], lexicon: Lexicon) -> tuple[Match, ...]:
    """The symptoms of long ago, or of a story: in one clause with its mark. A cramp is what is asked about."""
    marks = [m for m in matches if m.finding in _PAST]
    return tuple(
        m
        for m in matches
        if (group_of(m.finding) == "symptom" or m.finding in lexicon.passing)
        and m.finding != _CRAMP
        and any(
            lexicon.clause_starts.isdisjoint(words[min(m.end, mark.end) : max(m.start, mark.start)]) for mark in marks
        )
    )


def _is_general(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether it is a question about nobody: "does a clot always hurt". "Can't walk" is none."""
    asks = bool(words) and words[0] in lexicon.question_starts and words[1:2] != ["not"]
    return asks and lexicon.somebody.isdisjoint(words)


def _aged(
    match: Match,
    numbers: Mapping[int, tuple[int, int]],
    words: Sequence[str],
    lexicon: Lexicon,
) -> Iterator[Match]:
    """The match itself; for an age, what it says of a person. "I'm eight weeks ..." is no age and gives nothing."""
    if match.finding != _AGE:
        yield match
    elif match.end == len(words) or _stem(words[match.end], lexicon) not in lexicon.units:
        number = next((at for at in range(match.start, match.end) if at in numbers), None)
        if number is not None:
            age = numbers[number][0]
            for group in lexicon.ages:
                if group.low <= age <= group.high:
                    yield Match(group.finding, match.start, match.end)
