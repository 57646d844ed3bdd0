"""``./dev score``: how often labelled questions are answered right."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leg_cramps.knowledge.tables import Urgency
from workbench.ask import Talk, report

_KINDS = {
    "relief_now": "relief",
    "prevention": "prevention",
    "doctor": "doctor",
    "out_of_scope": "out_of_scope",
}
_IN_THREE = 3

Share = tuple[int, int]


def questions(path: Path, part: str | None) -> list[dict[str, Any]]:
    """The labelled questions of a file, a JSON object a line; of one part if it is named."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if part is None or row.get("part") == part]


def score(rows: list[dict[str, Any]], opened: bool) -> dict[str, Share]:
    """For each measure, how many answers are right and how many count for it."""
    shares: dict[str, Share] = {}
    for row in rows:
        talk = Talk("en-US")
        if opened:
            talk.open()
        answer = report(row["utterance"], talk.say(row["utterance"]))["answer"]
        for measure, right in judged(row, answer):
            good, counted = shares.get(measure, (0, 0))
            shares[measure] = good + right, counted + 1
    return shares


def judged(row: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The measures that a question counts for, each with whether the answer is right."""
    kind, expect = row["kind"], row["expect"]
    urgency = Urgency[answer["urgency"] or "self_care"]
    if kind == "cause":
        yield from _causes(expect, answer)
    elif kind == "red_flag":
        least = min(Urgency[one] for one in (expect["urgency"], *expect.get("also_acceptable", ())))
        yield "red flags", urgency >= least
        if least is Urgency.emergency:
            yield "emergencies", urgency is Urgency.emergency
    elif kind == "fact_faq":
        yield "facts", answer["topic"] == expect["topic"]
    elif kind in _KINDS:
        yield kind.replace("_", " "), answer["kind"] == _KINDS[kind]
    harmless = kind != "red_flag" and not expect.get("flag_also_ok")
    if harmless and expect.get("urgency") not in ("urgent", "emergency"):
        yield "no false alarm", urgency < Urgency.urgent


def _causes(expect: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    best, accepted = set(expect["best"]), {*expect["best"], *expect["acceptable"]}
    warned = bool(expect.get("flag_also_ok")) and answer["kind"] == "red_flag"
    general = bool(expect.get("general_answer_ok")) and answer["kind"] == "general"
    first = answer["kind"] in ("cause", "fact") and bool(set(answer["causes"][:1]) & accepted)
    yield "cause first", warned or general or first
    yield "cause in three", warned or general or bool(set(answer["causes"][:_IN_THREE]) & (best or accepted))


def run_score(options: argparse.Namespace) -> int:
    """``./dev score`` with its options; returns the exit code."""
    for path in options.files:
        try:
            rows = questions(path, options.part)
        except (OSError, ValueError) as error:
            print(f"dev score: {path}: {error}", file=sys.stderr)
            return 1
        print(f"{path}: {len(rows)} questions, {'opened first' if options.open else 'one-shot'}")
        for measure, (good, counted) in score(rows, options.open).items():
            print(f"  {measure:15} {good:4} of {counted:4}  {good / counted:4.0%}")
    return 0
