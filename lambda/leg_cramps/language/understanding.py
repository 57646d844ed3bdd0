"""What a text says: the findings that its words name, and what the sentence as a whole resembles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from leg_cramps.data import load, table
from leg_cramps.findings import Findings, Guess, group_of
from leg_cramps.language.lexicon import Lexicon, lexicon
from leg_cramps.language.network import Classifier, Network, Places, spread
from leg_cramps.language.reading import Reading, read

# The class of sentences that describe no sign of danger.
HARMLESS = "harmless"
# From this likelihood that a sentence is not harmless the sign that it is most like counts; that it is the sign of an
# emergency need not be as likely. Found on questions that people ask, most of them harmless: of examples that were not
# learned, of which a third are dangers and hard ones on purpose, nineteen emergencies in twenty are called so.
_SURE = 0.6
_GRAVE = 0.3
# From this likelihood on a sign is in doubt: the answer states what to look for. Below it a sentence reads harmless: of
# those who name a sign of danger one in a hundred speaks so, of those whose words only sound like one more than half.
_DOUBTFUL = 0.25


@dataclass(frozen=True)
class Language:
    """How a language is understood: its lexicon, and a network that tells what is asked, causes, and signs of danger.

    ``grave``: the signs of an emergency.
    """

    lexicon: Lexicon
    network: Network
    grave: frozenset[str]
    asked: Classifier
    causes: Classifier
    signs: Classifier


@dataclass(frozen=True)
class Likeness:
    """What a sentence as a whole is like.

    ``asked``: what it seems to ask for, the less likely the fewer of its words are known. ``causes``: what sentences
    like it are about, the likeliest first, as far as likelier than by chance. ``sign``: the sign of danger that it
    describes best, and how likely it is that it describes any; ``counts``: whether that is likely enough.
    """

    asked: Guess
    causes: tuple[Guess, ...]
    sign: Guess
    counts: bool


@cache
def language(name: str = "en") -> Language:
    """A language as the build and the training left it."""
    trained = load(f"classifiers.{name}")
    first, classifiers = 0, {}
    for kind, classes in trained["classifiers"].items():
        classifiers[kind] = Classifier(classes, first)
        first += len(classes)
    network = _network(trained, table(f"classifiers.{name}"))
    return Language(lexicon(name), network, frozenset(trained["grave"]), **classifiers)


def _network(trained: Mapping[str, Any], rows: bytes) -> Network:
    """The network of which the bytes are the rows of all names, what each of these counts, and the rows of units."""
    names = sum(group.count("\n") + 1 for group in trained["names"])
    bias, out_bias = trained["bias"], trained["out_bias"]
    named = names * len(bias) // 2
    counted = named + names
    return Network(
        places=Places(trained["names"]),
        table=rows,
        worths=rows[named:counted],
        scale=trained["scale"],
        bias=bias,
        out=[spread(rows[at : at + len(out_bias)]) for at in range(counted, len(rows), len(out_bias))],
        out_bias=out_bias,
        out_scale=trained["out_scale"],
    )


def understand(text: str, known: Language) -> Findings:
    """The findings in a text of any length and content; a text without any gives none."""
    reading = read(text, known.lexicon)
    found = reading.findings
    if not reading.words:
        return found
    like = likeness(reading, known)
    read_as = replace(found, asked=like.asked, like=like.causes)
    if like.counts:
        return replace(read_as, present=found.present | {like.sign.finding})
    doubt = like.sign.finding if like.sign.share >= _DOUBTFUL else ""
    return replace(read_as, doubt=doubt, harmless=not doubt)


def likeness(reading: Reading, known: Language) -> Likeness:
    """What a text that was read is like.

    A sign of danger must be there without the words that were denied or masked, and with them too: "my foot fell
    asleep" is harmless as a whole, but of what is left of it without its mask nobody could tell. A question that names
    nothing ("how long does it last") is about what is ours, whatever else is asked in such words.
    """
    evidence = known.network.evidence(reading.words, reading.findings.present)
    asked = known.asked.shares(evidence)
    if known.lexicon.naming_nothing.issuperset(reading.words):
        asked = _without_scope(asked)
    finding = max(asked, key=asked.__getitem__)
    familiar = sum(word in known.network.places for word in reading.words) / max(len(reading.words), 1)
    causes = known.causes.shares(evidence)
    likelier = [Guess(*pair) for pair in causes.items() if pair[1] * len(causes) > 1]
    signs = known.signs.shares(evidence)
    if reading.counting != reading.words and 1 - signs[HARMLESS] >= _DOUBTFUL:
        without = known.signs.shares(known.network.evidence(reading.counting, reading.findings.present))
        signs = max(signs, without, key=lambda shares: shares[HARMLESS])
    danger = 1 - signs.pop(HARMLESS)
    grave = {sign: share for sign, share in signs.items() if sign in known.grave}
    is_grave = sum(grave.values()) >= _GRAVE
    likeliest = grave if is_grave else signs
    return Likeness(
        asked=Guess(finding, asked[finding] * familiar),
        causes=tuple(sorted(likelier, key=lambda one: -one.share)),
        sign=Guess(max(likeliest, key=likeliest.__getitem__), danger),
        counts=is_grave or danger >= _SURE,
    )


def _without_scope(asked: Mapping[str, float]) -> dict[str, float]:
    """How likely it is that each thing is asked for, given that it is something of ours."""
    ours = {finding: share for finding, share in asked.items() if group_of(finding) != "scope"}
    total = sum(ours.values())
    return {finding: share / total for finding, share in ours.items()}
