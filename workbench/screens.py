"""What the build checks of screens: the document keeps to what every device draws, and words fit their large type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from leg_cramps.conversation.screen import MAX_HEADLINE
from workbench.content import Document, Key, Problem

# https://developer.amazon.com/docs/alexa-presentation-language/apl-component.html, of version 1.4; what fetches or
# plays something, and what takes typed words, is left out.
COMPONENTS = frozenset(
    {"Container", "Frame", "GridSequence", "Pager", "ScrollView", "Sequence", "Text", "TouchWrapper", "VectorGraphic"}
)
# Beyond the document's own layouts: what else has a type in it.
_PARTS = frozenset({"APL", "AVG", "path", "group", "SendEvent", "SetFocus"})
MAX_LABEL = 24
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")

Say = Callable[..., str]


def document_problems(document: Document) -> Iterator[Problem]:
    """What in the document a device of APL 1.4 would not draw, or would have to fetch."""
    data = document.data
    if data.get("version") != "1.4":
        yield document.problem(("version",), "the document is not of APL 1.4")
    if data.get("import"):
        yield document.problem(("import",), "nothing is imported: a device would have to fetch it")
    known = COMPONENTS | _PARTS | set(data.get("layouts", ()))
    for key, name, value in _leaves(data, ()):
        if name == "type" and value not in known:
            yield document.problem(key, f"no component or layout {value!r}")
        if "://" in value:
            yield document.problem(key, "an address: a device would have to fetch it")
        for resource in re.findall(r"@([a-z_]+)", value):
            if resource not in _resources(data):
                yield document.problem(key, f"no resource {resource!r}")


def headline_problems(document: Document, say: Say) -> Iterator[Problem]:
    """Rows of which neither the headline nor the first sentence is short enough for large type."""
    for row_id, row in document.data.items():
        if text := row.get("answer"):
            first = _SENTENCE_END.split(say(text, keep=True))[0]
            headline = say(row.get("headline") or first, keep=True)
            if len(headline) > MAX_HEADLINE:
                field = "headline" if row.get("headline") else "answer"
                yield document.problem(
                    (row_id, field), f"a headline has {MAX_HEADLINE} characters at most: shorten or add it"
                )


def label_problems(phrases: Document, choices: Document, say: Say) -> Iterator[Problem]:
    """Choices without a label or a meaning, and labels that are too long for a button."""
    labels: dict[Key, str] = {("screen", "choices", key): text for key, text in _labels(phrases).items()}
    labels |= {
        ("offers", offer, "touch"): row["touch"] for offer, row in phrases.data["offers"].items() if "touch" in row
    }
    for key, label in labels.items():
        if len(say(label, keep=True)) > MAX_LABEL:
            yield phrases.problem(key, f"{label!r} has more than {MAX_LABEL} characters")
    for choice in choices.data:
        if choice not in _labels(phrases) and choice != "yes":
            yield choices.problem((choice,), f"no label for {choice!r} in {phrases.path.name}")
    for choice in _labels(phrases):
        if choice not in choices.data:
            yield phrases.problem(("screen", "choices", choice), f"{choice!r} means nothing in {choices.path.name}")


def _labels(phrases: Document) -> dict[str, str]:
    labels: dict[str, str] = phrases.data["screen"]["choices"]
    return labels


def _resources(data: dict[str, Any]) -> set[str]:
    blocks = [block.get(kind, {}) for block in data.get("resources", ()) for kind in ("numbers", "colors")]
    return {name for block in blocks for name in block}


def _leaves(value: Any, key: Key) -> Iterator[tuple[Key, str | int, str]]:
    """Every text in the document with its place and the name that it goes by."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*key, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, (*key, at))
    elif isinstance(value, str):
        yield key, key[-1] if key else "", value
