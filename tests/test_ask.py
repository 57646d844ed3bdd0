"""``./dev ask`` as people run it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from workbench.__main__ import main

FIELDS = {
    "utterance",
    "request",
    "answer",
    "speech",
    "ssml",
    "reprompt",
    "card",
    "directives",
    "ends_session",
}


def test_one_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "why", "do", "my", "legs", "cramp", "at", "night"]) == 0
    out = capsys.readouterr().out
    assert "night" in out and "<" not in out


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--json", "--locale", "en-GB", "my calf is cramping right now"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["request"]["request"]["locale"] == "en-GB"
    assert shown["response"]["version"] == "1.0"


@pytest.mark.parametrize("opened", [False, True])
def test_a_batch_answers_line_by_line(tmp_path: Path, opened: bool, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions"
    questions.write_text('does magnesium help\n\n{"utterance": "my left calf is swollen and hot"}\n', "utf-8")
    assert main(["ask", "--batch", str(questions), *(["--open"] if opened else [])]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(line) for line in lines] == [FIELDS, FIELDS]
    assert [line["answer"]["kind"] for line in lines] == ["fact", "red_flag"]
    assert lines[0]["answer"]["topic"] == "magnesium"
    assert lines[1]["answer"]["flag"] == "rf_dvt" and lines[1]["answer"]["urgency"] == "urgent"


def test_wrong_use_is_one_line_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad"
    bad.write_text('{"utterance": 1', "utf-8")
    for arguments in (["--batch", str(tmp_path / "none")], ["--batch", str(bad)]):
        assert main(["ask", *arguments]) == 1
        out, err = capsys.readouterr()
        assert out == "" and err.startswith("dev ask: ") and err.count("\n") == 1
    with pytest.raises(SystemExit) as stop:
        main(["ask", "--locale", "de-DE", "hello"])
    assert stop.value.code == 2


def test_a_conversation_at_the_keyboard() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "workbench", "ask"],
        input="why do my legs cramp at night\nyes\n\nstop\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": "lambda:.", "PATH": ""},
        check=True,
    )
    assert "Welcome" in run.stdout and "Step one" in run.stdout and "Goodbye" in run.stdout
    assert run.stderr == ""
