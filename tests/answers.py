"""Every answer that can be shown, by its ids: each row of each kind, as a session keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambda_function import lambda_handler
from leg_cramps.knowledge.tables import Urgency, tables
from tests.support import event

TABLES = tables()
ADVICE = {"fact": "facts", "relief": "relief", "prevention": "prevention", "doctor": "doctor", "general": "general"}
METAS = ("sources", "more", "rephrase", "privacy", "disclaimer", "human", "no_answer_yet", "nothing_else", "no_steps")

Answer = dict[str, Any]


def every_answer() -> Iterator[Answer]:
    """Every answer, with the offers and the warnings that it can have."""
    causes = list(TABLES.causes)
    soon = next(flag.id for flag in TABLES.red_flags.values() if flag.id == "rf_weakness")
    yield {"kind": "launch", "offer": "ask"}
    yield {"kind": "launch", "row": "again", "offer": "ask"}
    for row in causes:
        told = {"kind": "cause", "row": row, "about": f"causes/{row}", "causes": causes[:3]}
        yield told | {"offer": "stretch:calf_wall"}
        yield told | {"offer": "else", "urgency": "soon", "flag": soon, "verdict": True, "also": causes[0]}
        yield {"kind": "doctor", "row": "this_cause", "about": f"causes/{row}", "offer": "else"}
        yield {"kind": "meta", "row": "more", "about": f"causes/{row}", "offer": "else"}
    for kind, table in ADVICE.items():
        for row in TABLES.advice[table]:
            yield {
                "kind": kind,
                "row": row,
                "about": f"{table}/{row}",
                "offer": "narrow" if kind == "general" else "doctor",
            }
            if kind != "general":
                yield {
                    "kind": kind,
                    "row": row,
                    "about": f"{table}/{row}",
                    "offer": "prevention",
                    "urgency": "soon",
                    "flag": soon,
                }
    for row in TABLES.advice["scope"]:
        yield {"kind": "out_of_scope", "row": row, "offer": "ask"}
    for flag in TABLES.red_flags.values():
        for urgency in sorted({rule.urgency for rule in flag.rules}):
            if urgency >= Urgency.urgent:
                offer = {} if urgency is Urgency.emergency else {"offer": "doctor"}
                warned = {"kind": "red_flag", "row": flag.id, "about": f"red_flags/{flag.id}", "flag": flag.id}
                yield warned | {"urgency": urgency.name, **offer}
    for stretch in TABLES.stretches.values():
        for step in range(stretch.steps):
            offer = {"offer": "next" if step < stretch.steps - 1 else "prevention"}
            yield {"kind": "stretch", "row": stretch.id, "about": f"stretches/{stretch.id}", "step": step, **offer}
    for row in ("start", "answer", "step"):
        yield {"kind": "help", "row": row, "about": "causes/stroke", "offer": "next" if row == "step" else "ask"}
    for row in METAS:
        yield {"kind": "meta", "row": row, "about": "facts/magnesium", "offer": "prevention"}
    for row in ("narrow", "which"):
        yield {"kind": "meta", "row": row, "offer": "ask"}
    yield {"kind": "fallback", "row": "again", "offer": "ask"}


def given(answer: Answer, locale: str = "en-US", screen: bool = True) -> dict[str, Any]:
    """The response that gives an answer, from the handler: it is the last one, and "repeat" is said."""
    attributes = {"answer": answer}
    return lambda_handler(event("AMAZON.RepeatIntent", locale=locale, attributes=attributes, screen=screen), None)
