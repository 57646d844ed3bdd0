"""The examples that the classifiers learn from, and what training leaves for the skill."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from leg_cramps.data import FOLDER
from leg_cramps.knowledge.assessment import NO_CAUSE
from leg_cramps.language.understanding import HARMLESS
from workbench.content import CONTENT, ContentError, Document, Problem, read

# What is asked for, which cause a sentence is about, and which sign of danger it describes.
CLASSIFIERS = ("asked", "causes", "signs")
# What training leaves: classes and names, and the weights.
HEAD, TABLE = FOLDER / "classifiers.en.json", FOLDER / "classifiers.en.bin"
# The class of those who ask for a cause.
ASKS_CAUSE = "ask.cause"


def load_examples(folder: Path = CONTENT) -> dict[str, Document]:
    """The examples of each classifier, sentences by their class; raises ContentError if they are not sound."""
    documents = {name: read(folder / "en" / "examples" / f"{name}.yaml") for name in CLASSIFIERS}
    found = [problem for document in documents.values() for problem in _unsound(document)]
    if found:
        raise ContentError(found)
    return documents


def _unsound(document: Document) -> Iterator[Problem]:
    """What is no list of sentences, or stands there twice."""
    seen: set[str] = set()
    for label, sentences in document.data.items():
        for at, sentence in enumerate(sentences):
            if not isinstance(sentence, str):
                yield document.problem((label, at), f"{sentence!r} is no sentence: put it in quotes")
            elif sentence in seen:
                yield document.problem((label, at), f"{sentence!r} stands here twice")
            else:
                seen.add(sentence)


def labelled(name: str, documents: dict[str, Document]) -> Iterator[tuple[str, str]]:
    """Each example of a classifier with its class.

    Sentences about a cause are examples of asking for one; those that only ask are examples of no cause in particular.
    Like all that is asked for they describe no sign of danger. But a sentence that the classifier's own document calls
    something else is an example of that alone.
    """
    own = {sentence: label for label, sentence in _own(documents[name])}
    yield from ((label, sentence) for sentence, label in own.items())
    others: dict[str, Iterable[tuple[str, str]]] = {
        "asked": ((ASKS_CAUSE, sentence) for _, sentence in _own(documents["causes"])),
        "causes": ((NO_CAUSE, sentence) for sentence in documents["asked"].data[ASKS_CAUSE]),
        "signs": ((HARMLESS, sentence) for other in ("asked", "causes") for _, sentence in _own(documents[other])),
    }
    yield from ((label, sentence) for label, sentence in dict.fromkeys(others[name]) if sentence not in own)


def _own(document: Document) -> Iterator[tuple[str, str]]:
    for label, sentences in document.data.items():
        for sentence in sentences:
            yield label, sentence


def fingerprint(documents: dict[str, Document]) -> str:
    """What tells whether the classifiers were trained on these examples."""
    text = json.dumps({name: sorted(labelled(name, documents)) for name in CLASSIFIERS})
    return hashlib.sha256(text.encode()).hexdigest()


def untrained(documents: dict[str, Document]) -> bool:
    """Whether the classifiers were trained on other examples than these, or are not there."""
    return not HEAD.exists() or json.loads(HEAD.read_text("utf-8"))["made_from"] != fingerprint(documents)
