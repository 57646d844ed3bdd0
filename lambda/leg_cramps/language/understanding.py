"""What a text says: the findings that its words name, and what the sentence as a whole resembles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from leg_cramps.data import load, weights
from leg_cramps.findings import Findings, Guess
from leg_cramps.language.classifier import Classifier, classifier
from leg_cramps.language.lexicon import Lexicon, lexicon
from leg_cramps.language.reading import Reading, read

# The class of sentences that describe no sign of danger.
HARMLESS = "harmless"
# From this likelihood that a sentence is not harmless the sign that it is most like counts. By cross-validation about
# one in a hundred of the harmless examples, many of them chosen to sound alarming, is as likely.
_SURE = 0.7


@dataclass(frozen=True)
class Language:
    """How a language is understood: its lexicon, and classifiers for what is asked, for causes, for signs of danger."""

    lexicon: Lexicon
    asked: Classifier
    causes: Classifier
    signs: Classifier


@cache
def language(name: str = "en") -> Language:
    """A language as the build and the training left it."""
    kinds = ("asked", "causes", "signs")
    return Language(lexicon(name), *(classifier(load(f"{kind}.{name}"), weights(f"{kind}.{name}")) for kind in kinds))


def understand(text: str, known: Language) -> Findings:
    """The findings in a text of any length and content; a text without any gives none."""
    reading = read(text, known.lexicon)
    found = reading.findings
    if not reading.words:
        return found
    sign = sign_of(reading, known)
    present = found.present | {sign.finding} if sign.share >= _SURE else found.present
    return replace(found, present=present, asked=asked_of(reading, known), like=likes_of(reading, known))


def asked_of(reading: Reading, known: Language) -> Guess:
    """What a text as a whole seems to ask for, and how likely that is: the less so, the fewer of its words are known."""
    shares = known.asked.shares(reading.words, reading.findings.present)
    finding = max(shares, key=shares.__getitem__)
    familiar = sum(word in known.asked.places for word in reading.words)
    return Guess(finding, shares[finding] * familiar / max(len(reading.words), 1))


def likes_of(reading: Reading, known: Language) -> tuple[Guess, ...]:
    """The causes that a text as a whole is more like than a text about nothing in particular, the likeliest first."""
    shares = known.causes.shares(reading.words, reading.findings.present)
    even = 1 / len(shares)
    return tuple(sorted((Guess(*pair) for pair in shares.items() if pair[1] > even), key=lambda one: -one.share))


def sign_of(reading: Reading, known: Language) -> Guess:
    """The sign of danger that a text describes best, and how likely it is that it describes any.

    Words that were denied or belong to something harmless do not count.
    """
    shares = known.signs.shares(reading.counting, reading.findings.present)
    danger = 1 - shares.pop(HARMLESS)
    return Guess(max(shares, key=shares.__getitem__), danger)
