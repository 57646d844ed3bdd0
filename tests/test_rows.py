"""Every row of every table, spoken in every locale."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_function import lambda_handler
from leg_cramps.findings import present
from leg_cramps.knowledge.assessment import closed, fired_flags, holds
from leg_cramps.knowledge.tables import Urgency, tables
from leg_cramps.language.words import LOCALES, words
from tests.support import answer, assert_valid, event, heard, resolved, told

TABLES = tables()
EMERGENCY = {
    "en-US": "nine one one",
    "en-CA": "nine one one",
    "en-GB": "nine nine nine",
    "en-AU": "triple zero",
    "en-IN": "one one two",
}
EVERYWHERE = pytest.mark.parametrize("locale", LOCALES)


def retold(cause: str, locale: str) -> dict[str, Any]:
    """The answer for a cause as "what else could it be" tells it."""
    before = {"answer": {"kind": "cause", "row": "none", "causes": [cause]}}
    return lambda_handler(event("WhatElseIntent", locale=locale, attributes=before), None)


@EVERYWHERE
@pytest.mark.parametrize("cause", TABLES.causes)
def test_every_cause_is_told(cause: str, locale: str) -> None:
    envelope = retold(cause, locale)
    assert_valid(envelope)
    row = words(locale).rows["causes"][cause]
    for part in ("explain", "do", "see"):
        assert row[part] in heard(envelope)
    assert row["title"] == envelope["response"]["card"]["title"]


@pytest.mark.parametrize("cause", TABLES.causes)
def test_what_speaks_most_for_a_cause_finds_it(cause: str) -> None:
    """All the findings that are typical of a cause, said together, name it or sound the alarm that it stands for."""
    row = TABLES.causes[cause]
    most = min(4, max(row.speaks_for.values()))
    typical = [finding for finding, weight in row.speaks_for.items() if weight >= most]
    found = answer(told(typical))
    assert cause in (found["causes"] if found["kind"] == "red_flag" else found["causes"][:2])


@EVERYWHERE
@pytest.mark.parametrize("cause", TABLES.causes)
def test_every_cause_with_all_that_can_be_said_with_it_stays_short(cause: str, locale: str) -> None:
    row = TABLES.causes[cause]
    envelope = told(row.speaks_for, locale=locale)
    assert_valid(envelope)


@EVERYWHERE
@pytest.mark.parametrize("fact", TABLES.advice["facts"])
def test_every_fact_is_told(fact: str, locale: str) -> None:
    slots = resolved("topic", f"topic.{fact}")
    envelope = lambda_handler(event("FactIntent", slots, locale=locale), None)
    assert_valid(envelope)
    assert answer(envelope)["kind"] == "fact"
    assert words(locale).rows["facts"][fact]["answer"] in heard(envelope)


@EVERYWHERE
@pytest.mark.parametrize(
    ("table", "row"),
    [(t, r) for t in ("relief", "prevention", "doctor", "scope") for r in TABLES.advice[t]],
)
def test_every_piece_of_advice_is_told(table: str, row: str, locale: str) -> None:
    asks = {"relief": "ReliefIntent", "prevention": "PreventIntent", "doctor": "DoctorIntent"}
    findings = TABLES.advice[table][row].findings
    found = set()
    for finding in sorted(findings) or ["body.leg"]:
        slots = resolved("symptom", finding)
        envelope = lambda_handler(event(asks.get(table, "ElsewhereIntent"), slots, locale=locale), None)
        assert_valid(envelope)
        found.add((answer(envelope)["kind"], answer(envelope).get("row")))
        if words(locale).rows[table][row]["answer"] in heard(envelope):
            return
    if table == "scope" and row == "default":
        return
    flagged = {kind for kind, _ in found} <= {"red_flag"}
    assert flagged, f"never told; found {found}"


@EVERYWHERE
@pytest.mark.parametrize("stretch", TABLES.stretches)
def test_every_stretch_is_talked_through(stretch: str, locale: str) -> None:
    row = words(locale).rows["stretches"][stretch]
    attributes = {"answer": {"kind": "cause", "row": "long_walking", "offer": f"stretch:{stretch}"}}
    envelope = lambda_handler(event("AMAZON.YesIntent", locale=locale, attributes=attributes), None)
    for at, step in enumerate(row["steps"]):
        assert_valid(envelope)
        assert step in heard(envelope)
        for number, each in enumerate(row["steps"], start=1):
            assert f"{number}. {each}" in envelope["response"]["card"]["content"]
        if at < len(row["steps"]) - 1:
            attributes = envelope["sessionAttributes"]
            envelope = lambda_handler(event("AMAZON.NextIntent", locale=locale, attributes=attributes), None)
    assert "last step" in heard(envelope)


RULES = [
    pytest.param(flag.id, rule, id=f"{flag.id}-{at}")
    for flag in TABLES.red_flags.values()
    for at, rule in enumerate(flag.rules)
]


@EVERYWHERE
@pytest.mark.parametrize(("flag", "rule"), RULES)
def test_every_combination_of_every_red_flag_warns(flag: str, rule: Any, locale: str) -> None:
    for one in sorted(rule.any) or [None]:
        findings = {*rule.all, *([one] if one else [])}
        envelope = told(findings, "WarningSignIntent", locale=locale)
        assert_valid(envelope)
        found = answer(envelope)
        assert Urgency[found["urgency"]] >= rule.urgency
        if rule.urgency is Urgency.emergency:
            first = heard(envelope).split(".")[0]
            assert EMERGENCY[locale] in first and "can't call" in first
            assert envelope["response"]["shouldEndSession"] is True
            assert "card" in envelope["response"]
            assert "stretch" not in heard(envelope).lower().replace("don't rub or stretch", "")
        elif found["urgency"] == "urgent" and found["flag"] == flag:
            assert found["kind"] == "red_flag"
            assert words(locale).rows["red_flags"][flag]["say"] in heard(envelope)


def test_each_red_flag_has_a_near_miss() -> None:
    """Taking one finding out of a combination lets the flag rest, unless another rule still holds."""
    for flag in TABLES.red_flags.values():
        for rule in flag.rules:
            for gone in rule.all:
                rest = closed(present(rule.all - {gone}), TABLES)
                fires = [one.flag.id for one in fired_flags(rest, TABLES)]
                others = any(holds(other, rest) for other in flag.rules)
                assert (flag.id in fires) is others
