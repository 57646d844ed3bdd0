"""Free text as a row of words that patterns can be matched on.

``words_of`` undoes what differs without meaning (case, contractions, usual slips of the recogniser);
``stem`` folds inflections, the same way for a pattern when it is compiled and for what is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_VOWEL = re.compile(r"[aeiouy]")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
# Enough for any spoken question; what follows in a longer text is not read.
_MAX_WORDS = 400

Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]


def words_of(text: str, contractions: Mapping[str, str], slips: Phrases) -> list[str]:
    """The words of a text in lower case, contractions spelled out ("isn't": is, not), slips mended."""
    words: list[str] = []
    for word in _WORD.findall(text.lower().translate(_APOSTROPHES))[:_MAX_WORDS]:
        if word in contractions:
            words += contractions[word].split()
        else:
            words.append(word.removesuffix("'s").replace("'", ""))
    return _replace(words, slips)


def _replace(words: list[str], phrases: Phrases) -> list[str]:
    """The words with each phrase (under its first word, longest first) replaced by its replacement."""
    out: list[str] = []
    at = 0
    while at < len(words):
        for phrase, replacement in phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                out += replacement
                at += len(phrase)
                break
        else:
            out.append(words[at])
            at += 1
    return out


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its regular ending: cramps, cramped and cramping are all "cramp"."""
    stemmed = word
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        stemmed = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    for ending in ("ing", "ed"):
        rest = stemmed.removesuffix(ending)
        if rest != stemmed and len(rest) > 2 and _VOWEL.search(rest):
            stemmed = rest
            if rest[-1] == rest[-2] and rest[-1] not in "flsz":
                stemmed = rest[:-1]
            break
    if len(stemmed) > 5 and stemmed.endswith("ly"):
        stemmed = stemmed[:-2]
    return stemmed.removesuffix("e") if len(stemmed) > 5 else stemmed
