"""Whole conversations, as data files: what is said, and what is heard in return."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support import assert_valid, heard
from workbench.ask import Exchange, Talk, report
from workbench.content import read

FILES = sorted((Path(__file__).parent / "conversations").glob("*.yaml"))
CONVERSATIONS = [
    pytest.param(talk, id=f"{path.stem}: {name}") for path in FILES for name, talk in read(path).data.items()
]


@pytest.mark.parametrize("talk", CONVERSATIONS)
def test_conversation(talk: dict[str, Any]) -> None:
    conversation = Talk(talk.get("locale", "en-US"))
    before: list[str] = []
    for turn in talk["turns"]:
        said = turn["say"]
        exchange = conversation.open() if said == "(open)" else conversation.say(said)
        words = heard(exchange.envelope)
        assert_valid(exchange.envelope)
        check(turn, exchange, words, before)
        before.append(words)


def check(turn: dict[str, Any], exchange: Exchange, words: str, before: list[str]) -> None:
    """Holds what was heard against what a turn expects."""
    line = report(turn["say"], exchange)
    found = line["answer"]
    known = {
        "say",
        "kind",
        "hear",
        "not",
        "first",
        "ends",
        "cause",
        "topic",
        "flag",
        "urgency",
        "card",
        "same_as",
    }
    assert set(turn) <= known, set(turn) - known
    if "kind" in turn:
        assert found["kind"] == turn["kind"], words
    if "cause" in turn:
        assert found["causes"][0] in str(turn["cause"]).split(), words
    for field in ("topic", "flag", "urgency"):
        if field in turn:
            assert found[field] == turn[field], words
    for part in listed(turn.get("hear")):
        assert part.lower() in words.lower(), words
    for part in listed(turn.get("not")):
        assert part.lower() not in words.lower(), words
    if "first" in turn:
        assert words.startswith(turn["first"]), words
    if "ends" in turn:
        assert exchange.ends is turn["ends"], words
    for part in listed(turn.get("card")):
        assert part.lower() in str(line["card"]).lower(), line["card"]
    if "same_as" in turn:
        assert words == before[turn["same_as"]]


def listed(value: Any) -> list[str]:
    """One text or several, as a list."""
    return [] if value is None else [value] if isinstance(value, str) else value
