"""``./dev coverage`` counts where questions go, and lists those that get no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.__main__ import main
from workbench.coverage import coverage

QUESTIONS = ["why do my legs cramp at night", "flurb wibble", "why the wibble"]


def test_one_shot_and_opened() -> None:
    one_shot = coverage(QUESTIONS, "en-US", opened=False)
    assert one_shot.reached == {"CauseIntent": 1, "AMAZON.FallbackIntent": 1, "WhyPhraseIntent": 1}
    assert one_shot.unheard == ("flurb wibble",)
    opened = coverage(QUESTIONS, "en-US", opened=True)
    assert opened.reached == {"OpenQuestionIntent": 3}
    assert opened.unheard == ()
    assert "flurb wibble" in opened.unread


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("\n".join(QUESTIONS))
    assert main(["coverage", str(file), "--locale", "en-GB"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 questions, en-GB"
    assert "CauseIntent                     1        0" in lines
    assert "OpenQuestionIntent              0        3" in lines
    assert "one-shot, caught by no sample and no carrier: 1" in lines
    assert main(["coverage", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
