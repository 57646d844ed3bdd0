"""What each content file must look like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from workbench.content import Document, Key, Problem

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Finding = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]
Grade = Literal["A", "B", "C", "D", "E"]
Weight = Annotated[int, Field(ge=1, le=13)]


class Strict(BaseModel):
    """Nothing misspelt, nothing extra."""

    model_config = ConfigDict(extra="forbid")


class Source(Strict):
    """Where a statement comes from. Tier: P primary, C copy, S secondary, W weak."""

    title: Text
    org: Text
    year: str | int
    url: str
    tier: Literal["P", "C", "S", "W"]


class Cause(Strict):
    """A row of causes.yaml."""

    id: Id
    group: Literal["seed", "added"]
    kind: Literal["trigger", "cause", "lookalike", "emergency"]
    urgency: Literal["self_care", "routine", "soon", "urgent", "emergency"]
    grade: Grade
    prior: Annotated[int, Field(ge=0, le=3)]
    stretch: Id | None
    verdict: Literal["yes", "maybe", "unlikely"]
    speaks_for: Annotated[dict[Finding, Weight], Field(alias="for", min_length=1)]
    against: dict[Finding, Weight] = {}
    sources: Annotated[list[Id], Field(min_length=1)]
    article: Text | None = None


class Rule(Strict):
    """One combination of findings that makes a red flag fire."""

    all: list[Finding] = []
    any: list[Finding] = []
    none: list[Finding] = []
    level: Literal["emergency", "same_day", "soon"] | None = None
    ambiguous: bool = False


class RedFlag(Strict):
    """A row of red_flags.yaml."""

    id: Id
    level: Literal["emergency", "same_day", "soon"]
    causes: list[Id]
    when: Annotated[list[Rule], Field(min_length=1)]
    sources: Annotated[list[Id], Field(min_length=1)]


class Advice(Strict):
    """A row of one of the advice tables."""

    id: Id
    findings: list[Finding]
    remedy: bool = False
    grade: Grade | None = None
    stretch: Id | None = None
    sources: list[Id] = []


class Stretch(Strict):
    """A row of stretches.yaml."""

    id: Id
    kind: Literal["first_aid", "stretch", "movement", "routine"]
    body: list[Finding]
    avoid: list[Finding]
    sources: Annotated[list[Id], Field(min_length=1)]


class CauseWords(Strict):
    """The words of a cause."""

    title: Text
    name: Text
    explain: Text
    do: Text
    see: Text
    more: Text
    evidence: Text


class AdviceWords(Strict):
    """The words of an advice row. ``headline``: for a screen, where the first sentence is too long for one."""

    title: Text
    headline: Text | None = None
    answer: Text
    more: Text | None = None
    evidence: Text | None = None


class RedFlagWords(Strict):
    """The words of a red flag, for the levels that it can have; ``watch``: the sign to look for, if it's in doubt."""

    title: Text
    watch: Text
    say: Text | None = None
    emergency: Text | None = None


class StretchWords(Strict):
    """The words of a stretch; each step is said by itself."""

    title: Text
    name: Text
    steps: Annotated[list[Text], Field(min_length=1, max_length=8)]
    caution: Text


class LexiconRow(Strict):
    """How people say a finding: label after "cramps", values of the slot, patterns in free text.

    ``slot`` values are patterns too; ``bare`` ones are not: words that mean the finding only where a slot wants it.
    """

    say: Text | None = None
    slot: list[Text] = []
    bare: list[Text] = []
    patterns: list[Text] = []


class Locale(Strict):
    """What a locale says differently."""

    terms: dict[Id, Text]
    on_card: dict[str, str]
    spelling: dict[str, str]
    name_free: dict[Text, Annotated[list[Text], Field(max_length=5)]] = {}


TABLES: dict[str, Any] = {
    "sources": dict[Id, Source],
    "causes": list[Cause],
    "red_flags": list[RedFlag],
    "stretches": list[Stretch],
    "advice": list[Advice],
    "implies": dict[Finding, list[Finding]],
    "choices": dict[Id, Annotated[list[Finding], Field(min_length=1)]],
}
WORDS: dict[str, Any] = {
    "causes": dict[Id, CauseWords],
    "red_flags": dict[Id, RedFlagWords],
    "stretches": dict[Id, StretchWords],
    "advice": dict[Id, AdviceWords],
    "lexicon": dict[Finding, LexiconRow],
    "locale": Locale,
}


def problems(document: Document, shape: Any) -> Iterator[Problem]:
    """What in a document is not of its shape."""
    try:
        TypeAdapter(shape).validate_python(document.data)
    except ValidationError as error:
        for one in error.errors():
            key: Key = tuple(part for part in one["loc"] if part != "[key]")
            yield document.problem(key, f"{'.'.join(map(str, key))}: {one['msg']}")
