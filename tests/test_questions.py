"""The sets of labelled questions are sound, and what scores them can tell right from wrong."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.examples import labelled, load_examples
from workbench.score import MODES, PARTS, judged, questions, score, shortfalls

FOLDER = Path(__file__).parent / "questions"
FILES = sorted(FOLDER.glob("*.jsonl"))
ROWS = [row for path in FILES for row in questions(path, None)]
FLOORS = json.loads((FOLDER / "floors.json").read_text("utf-8"))


def test_there_are_enough() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    assert len(ROWS) >= 800
    assert kinds["red_flag"] >= 200
    assert kinds["near_miss"] >= 200


def test_none_stands_there_twice() -> None:
    for key in ("id", "utterance"):
        assert [one for one, count in Counter(row[key] for row in ROWS).items() if count > 1] == []


def test_the_part_is_settled_by_the_words() -> None:
    """Validation are those of which the hash is odd; what was read for tuning or learned as an example is not."""
    for row in ROWS:
        odd = int(hashlib.md5(row["utterance"].encode()).hexdigest(), 16) % 2
        assert row["part"] in (("tuning", "validation") if odd else ("tuning",)), row["id"]


def test_no_question_for_validation_was_learned() -> None:
    learned = {frozenset(text.split()) for _, text in labelled("signs", load_examples())}
    validated = [row["utterance"] for row in ROWS if row["part"] == "validation"]
    assert [one for one in validated if frozenset(one.split()) in learned] == []


def test_every_measure_has_a_floor_in_both_parts_and_ways() -> None:
    measured = set(score(ROWS[::7], opened=True))
    assert set(FLOORS) == set(MODES)
    for parts in FLOORS.values():
        assert set(parts) == set(PARTS)
        for floors in parts.values():
            assert measured <= set(floors)


def test_a_wrong_answer_counts_as_wrong() -> None:
    row = {"kind": "red_flag", "expect": {"urgency": "emergency"}}
    answer: dict[str, Any] = {"kind": "cause", "urgency": "urgent", "causes": [], "topic": None}
    assert dict(judged(row, answer)) == {"red flags": False, "emergencies": False}
    harmless = {"kind": "near_miss", "expect": {"urgency_below": "urgent"}}
    assert dict(judged(harmless, answer)) == {"no false alarm": False}


def test_a_share_under_its_floor_is_told() -> None:
    shares = {"facts": (9, 10), "red flags": (98, 100)}
    assert list(shortfalls(shares, {"facts": 90, "red flags": 98})) == []
    assert list(shortfalls(shares, {"facts": 91})) == ["facts: 9 of 10, under 91 %"]
    assert list(shortfalls(shares, {"emergencies": 1})) == ["emergencies: no question counts for it"]


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(json.dumps(row) for row in ROWS if row["id"] in ("s001", "s002", "s003")))
    floors = tmp_path / "floors.json"
    asked = ["score", str(few), "--part", "tuning", "--mode", "opened", "--fail-under", str(floors)]
    floors.write_text(json.dumps({"opened": {"tuning": {"no false alarm": 100}}}))
    assert main(asked) == 0
    assert "no false alarm                2 of    2  100.0%" in capsys.readouterr().out
    floors.write_text(json.dumps({"opened": {"tuning": {"no false alarm": 101}}}))
    assert main(asked) == 1
    assert capsys.readouterr().err == "dev score: tuning, opened: no false alarm: 2 of 2, under 101 %\n"
    assert main(["score", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
