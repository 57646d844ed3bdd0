"""What free text is read as. The cases are data: what is said, what holds, and what must not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from leg_cramps.knowledge.tables import tables
from leg_cramps.language.lexicon import lexicon
from leg_cramps.language.reading import read
from tests.support import answer, said
from workbench.content import CONTENT
from workbench.content import read as read_yaml
from workbench.patterns import expand

CASES = read_yaml(Path(__file__).parent / "reading.yaml").data
FLAGS = read_yaml(Path(__file__).parent / "red_flags.yaml").data


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"])
def test_reading(case: dict[str, Any]) -> None:
    found = read(case["say"], lexicon()).findings
    assert set(case.get("holds", ())) <= found.present
    assert not set(case.get("not", ())) & found.present
    assert set(case.get("denied", ())) <= found.denied
    assert set(case.get("tried", ())) <= found.tried


@pytest.mark.parametrize("case", FLAGS["fires"], ids=lambda case: case["say"])
def test_red_flags_fire(case: dict[str, Any]) -> None:
    found = answer(said(case["say"]))
    assert found.get("flag") == case["flag"]
    assert found["urgency"] == case["urgency"]


NEAR_MISSES = [(flag, say) for flag, says in FLAGS["near_misses"].items() for say in says]


@pytest.mark.parametrize(("flag", "say"), NEAR_MISSES)
def test_near_misses_do_not(flag: str, say: str) -> None:
    found = answer(said(say))
    assert found.get("urgency") not in ("urgent", "emergency")
    assert found.get("flag") != flag


# What the edges of a pattern can stand for when it is said.
SAID_FOR = {
    "be": "is",
    "<leg>": "leg",
    "<my>": "my",
    "<number>": "five",
    "<minutes>": "twenty minutes",
    "<hours>": "two hours",
    "<days>": "three days",
    "~": "",
}
# Each mask as somebody says it, but for those that speak of childhood: what is said with them is over.
MASKED = [
    " ".join(filter(None, (SAID_FOR.get(edge, edge.lstrip("=^")) for edge in expand(pattern)[0])))
    for mask, row in read_yaml(CONTENT / "en" / "lexicon" / "mask.yaml").data.items()
    if mask != "mask.childhood"
    for pattern in row["patterns"]
]
# A sentence for each red flag that warns.
WARNED = {case["flag"]: case for case in FLAGS["fires"] if case["urgency"] != "soon"}


@pytest.mark.parametrize("phrase", MASKED)
def test_no_mask_hides_a_danger_said_in_the_same_breath(phrase: str) -> None:
    """An emergency alarms whatever is said beside it; a same-day sign alarms, or is stated as what to look for."""
    for at, case in enumerate(WARNED.values(), start=MASKED.index(phrase)):
        breath = " ".join((phrase, case["say"]) if at % 2 else (case["say"], phrase))
        found = answer(said(breath))
        alarmed = found.get("urgency") in ("urgent", "emergency")
        assert alarmed or (case["urgency"] == "urgent" and "watch" in found), breath


def test_every_red_flag_has_sentences_that_fire_it_and_sentences_that_do_not() -> None:
    assert {case["flag"] for case in FLAGS["fires"]} == set(tables().red_flags)
    assert set(FLAGS["near_misses"]) - {"several"} == set(tables().red_flags)


def test_reading_is_quick() -> None:
    """Far under the time that anybody would notice, even on a slow machine."""
    text = "for about two weeks my left calf has been cramping at night after i go running and i drink plenty"
    read(text, lexicon())
    start = time.perf_counter()
    for _ in range(100):
        read(text, lexicon())
    assert (time.perf_counter() - start) / 100 < 0.02


def test_a_clear_word_is_never_bent() -> None:
    for word in ("camp", "half", "cough", "crab", "statement", "station", "mustache"):
        assert word in read(f"i went to {word}", lexicon()).words


@pytest.mark.parametrize("words", ["charley horse", "light headed", "stand still", "no good", "quokka statin"])
def test_clear_words_are_not_put_together(words: str) -> None:
    assert " ".join(read(f"i have {words}", lexicon()).words).endswith(words)
