"""What is said, per locale: the words of every row, and the phrases that join them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from leg_cramps.data import load

LOCALES = ("en-US", "en-GB", "en-AU", "en-CA", "en-IN")
# Spoken where the locale is not one of ours: the same words, with no country's number in them.
ELSEWHERE = "en"


@dataclass(frozen=True)
class Words:
    """The words of one locale, by table and id. ``rows["causes"]["stroke"]["explain"]`` is a sentence."""

    locale: str
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]]
    phrases: Mapping[str, Any]
    labels: Mapping[str, str]
    sources: Mapping[str, Mapping[str, str]]
    on_card: Mapping[str, str]

    def phrase(self, *path: str, **fields: str) -> str:
        """The phrase at a path, its fields filled in; raises KeyError if the content lacks it."""
        value: Any = self.phrases
        for key in path:
            value = value[key]
        return str(value).format(**fields)

    def label(self, finding: str) -> str:
        """How a finding reads after "cramps": "at night"; empty if it has no such words."""
        return self.labels.get(finding, "")


@cache
def words(locale: str) -> Words:
    """The words of a locale; for any locale that is not one of ours, those without a country's numbers."""
    name = locale if locale in LOCALES else ELSEWHERE
    raw = load(f"words.{name}")
    return Words(
        locale=name,
        rows=raw["rows"],
        phrases=raw["phrases"],
        labels=raw["labels"],
        sources=raw["sources"],
        on_card=raw["on_card"],
    )
