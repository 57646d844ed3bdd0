"""``./dev score``: how often labelled questions are answered right, and whether that is still often enough."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from leg_cramps.knowledge.tables import Urgency
from workbench.ask import Talk, report

PARTS = ("tuning", "validation")
MODES = ("opened", "one-shot")
_KINDS = {"relief_now": "relief", "prevention": "prevention", "doctor": "doctor"}
_IN_THREE = 3
# The urgencies that a question can only be warned of: a warning is then the right answer whatever was asked.
_WARNED = ("urgent", "emergency")

Share = tuple[int, int]
# For a mode and a part, the percentage that each measure must reach.
Floors = Mapping[str, Mapping[str, Mapping[str, float]]]


def questions(path: Path, part: str | None) -> list[dict[str, Any]]:
    """The labelled questions of a file, a JSON object a line; of one part if it is named."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if part is None or row.get("part") == part]


def score(rows: Iterable[dict[str, Any]], opened: bool) -> dict[str, Share]:
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
        yield "facts", answer["topic"] in (expect["topic"], *expect.get("also_topic", ()))
    elif kind == "out_of_scope":
        yield "out of scope", answer["kind"] == "out_of_scope"
    elif kind in _KINDS:
        warned = answer["kind"] == "red_flag" and expect.get("urgency") in _WARNED
        yield "relief, prevention, doctor", warned or answer["kind"] == _KINDS[kind]
    harmless = kind != "red_flag" and not expect.get("flag_also_ok")
    if harmless and expect.get("urgency") not in _WARNED:
        yield "no false alarm", urgency < Urgency.urgent


def _causes(expect: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    best, accepted = set(expect["best"]), {*expect["best"], *expect["acceptable"]}
    warned = bool(expect.get("flag_also_ok")) and answer["kind"] == "red_flag"
    general = bool(expect.get("general_answer_ok")) and answer["kind"] == "general"
    first = answer["kind"] in ("cause", "fact") and bool(set(answer["causes"][:1]) & accepted)
    yield "cause first", warned or general or first
    yield "cause in three", warned or general or bool(set(answer["causes"][:_IN_THREE]) & (best or accepted))


def shortfalls(shares: Mapping[str, Share], floors: Mapping[str, float]) -> Iterator[str]:
    """A line for each measure that is below its floor, in percent, or that no question counts for."""
    for measure, floor in floors.items():
        good, counted = shares.get(measure, (0, 0))
        if not counted:
            yield f"{measure}: no question counts for it"
        elif 100 * good < floor * counted:
            yield f"{measure}: {good} of {counted}, under {floor} %"


def run_score(options: argparse.Namespace) -> int:
    """``./dev score`` with its options; returns the exit code: 1 if a measure is under its floor."""
    try:
        floors = json.loads(options.fail_under.read_text("utf-8")) if options.fail_under else {}
        rows = [row for path in options.files for row in questions(path, None)]
    except (OSError, ValueError) as error:
        print(f"dev score: {error}", file=sys.stderr)
        return 1
    short = []
    for part in [options.part] if options.part else PARTS:
        asked = [row for row in rows if row.get("part", part) == part]
        for mode in [options.mode] if options.mode else MODES:
            shares = score(asked, opened=mode == "opened")
            _show(part, mode, len(asked), shares)
            lacking = shortfalls(shares, floors.get(mode, {}).get(part, {}))
            short += [f"{part}, {mode}: {line}" for line in lacking]
    for line in short:
        print(f"dev score: {line}", file=sys.stderr)
    return 1 if short else 0


def _show(part: str, mode: str, asked: int, shares: Mapping[str, Share]) -> None:
    print(f"{part}, {mode}: {asked} questions")
    for measure, (good, counted) in sorted(shares.items()):
        print(f"  {measure:26} {good:4} of {counted:4}  {good / counted:6.1%}")
