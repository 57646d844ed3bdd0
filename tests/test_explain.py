"""``./dev explain`` tells what was understood and why, and tells it as the skill takes it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_questions import FOLDER
from workbench.__main__ import main
from workbench.ask import Talk, report
from workbench.explain import explain
from workbench.score import questions


@pytest.fixture(scope="module")
def explained() -> dict[str, dict[str, Any]]:
    """What becomes of ordinary questions."""
    return {row["utterance"]: explain(row["utterance"]) for row in questions(FOLDER / "plain.jsonl", "tuning")}


@pytest.mark.parametrize(
    ("sentence", "finding", "role"),
    [
        ("my calf is swollen", "symptom.swelling", "present"),
        ("my calf isn't swollen", "symptom.swelling", "denied"),
        ("i already stretch", "activity.stretching", "tried"),
        ("i stretch", "activity.stretching", "present"),
        ("my foot fell asleep", "body.foot", "masked"),
        ("my foot cramps", "body.foot", "present"),
    ],
)
def test_what_a_word_counted_as(sentence: str, finding: str, role: str) -> None:
    assert [one["as"] for one in explain(sentence)["understood"] if one["finding"] == finding] == [role]


def test_the_reasons_add_up(explained: dict[str, dict[str, Any]]) -> None:
    scores = [one for told in explained.values() for one in told["causes"]]
    assert scores
    for one in scores:
        assert one["score"] == one["prior"] + sum(reason["weight"] for reason in one["reasons"])


def test_the_flag_that_is_told_of_is_the_one_that_is_spoken(explained: dict[str, dict[str, Any]]) -> None:
    spoken = 0
    for sentence, told in explained.items():
        talk = Talk("en-US")
        talk.open()
        answer = report(sentence, talk.say(sentence))["answer"]
        fired = {one["id"]: one["urgency"] for one in told["red_flags"] if one["urgency"]}
        if answer["kind"] == "red_flag":
            spoken += 1
            assert fired[answer["flag"]] == answer["urgency"]
        else:
            assert not {"urgent", "emergency"} & set(fired.values()), sentence
    assert spoken > 20


def test_a_flag_that_nearly_fired_says_what_it_lacks() -> None:
    (near,) = [one for one in explain("my leg is cold in bed")["red_flags"] if one["id"] == "rf_acute_limb"]
    assert near["urgency"] is None
    assert near["met"] == ["symptom.cold_limb"]
    assert near["lacking"] == ["symptom.pale_limb"]
    (fired,) = [one for one in explain("my leg has gone cold and pale")["red_flags"] if one["id"] == "rf_acute_limb"]
    assert fired["urgency"] == "emergency"
    assert fired["lacking"] == []


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "my", "calf", "isn't", "swollen", "it", "cramps", "at", "night"]) == 0
    shown = capsys.readouterr().out
    assert "symptom.swelling  (denied)" in shown
    assert "idiopathic_night_cramps: " in shown
    assert "when.night +4" in shown
    assert main(["explain", "--json", "hello"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["words"] == ["hello"]
    assert told["understood"] == told["implied"] == told["red_flags"] == []
    with pytest.raises(SystemExit):
        main(["explain"])
    assert capsys.readouterr().err.count("\n") == 1
