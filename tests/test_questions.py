"""Labelled questions are answered no worse than they were. The floors are a little under what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.score import judged, questions, score

FOLDER = Path(__file__).parent / "questions"
FLOORS = {
    ("plain", "tuning"): {"cause first": 0.92, "red flags": 0.95, "emergencies": 1.0, "no false alarm": 0.97},
    ("plain", "validation"): {"cause first": 0.75, "red flags": 0.92, "emergencies": 1.0, "no false alarm": 0.97},
    ("oblique", "tuning"): {"cause first": 0.83, "red flags": 0.85, "emergencies": 0.82, "no false alarm": 0.94},
}


@pytest.mark.parametrize(("name", "part"), FLOORS)
def test_answers_are_no_worse_than_they_were(name: str, part: str) -> None:
    shares = score(questions(FOLDER / f"{name}.jsonl", part), opened=True)
    for measure, floor in FLOORS[name, part].items():
        good, counted = shares[measure]
        assert good / counted >= floor, f"{measure}: {good} of {counted}"


@pytest.mark.parametrize("name", ["plain", "oblique"])
def test_the_sets_are_sound(name: str) -> None:
    rows = questions(FOLDER / f"{name}.jsonl", None)
    assert len({row["utterance"] for row in rows}) == len(rows)
    assert {row["part"] for row in rows} == {"tuning", "validation"}


def test_a_wrong_answer_counts_as_wrong() -> None:
    row = {"kind": "red_flag", "expect": {"urgency": "emergency"}}
    answer: dict[str, Any] = {"kind": "cause", "urgency": "urgent", "causes": [], "topic": None}
    assert dict(judged(row, answer)) == {"red flags": False, "emergencies": False}
    harmless = {"kind": "near_miss", "expect": {"urgency_below": "urgent"}}
    assert dict(judged(harmless, answer)) == {"no false alarm": False}


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["score", str(FOLDER / "plain.jsonl"), "--part", "validation", "--open"]) == 0
    assert "emergencies" in capsys.readouterr().out
    assert main(["score", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
