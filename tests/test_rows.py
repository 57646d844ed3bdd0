"""Every row of every table, spoken in every locale."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_function import lambda_handler
from leg_cramps.knowledge.tables import Advice, RedFlag, Rule, Urgency, tables
from leg_cramps.language.words import LOCALES, words
from tests.answers import every_answer, given
from tests.support import answer, assert_valid, event, heard, resolved, said, told

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


ADVICE = [
    (table, row)
    for table in ("relief", "prevention", "doctor", "scope")
    for row in TABLES.advice[table].values()
    if table != "scope" or row.findings
]


@EVERYWHERE
@pytest.mark.parametrize(("table", "row"), ADVICE, ids=[f"{table}-{row.id}" for table, row in ADVICE])
def test_every_piece_of_advice_is_told(table: str, row: Advice, locale: str) -> None:
    """One at least of the findings that select a row leads to it; others may be a red flag, which comes first."""
    asks = {"relief": "ReliefIntent", "prevention": "PreventIntent", "doctor": "DoctorIntent"}
    intent = asks.get(table, "ElsewhereIntent")
    envelopes = [told([one], intent, locale=locale) for one in sorted(row.findings) or ["body.leg"]]
    for envelope in envelopes:
        assert_valid(envelope)
    assert any(words(locale).rows[table][row.id]["answer"] in heard(envelope) for envelope in envelopes)


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


@EVERYWHERE
@pytest.mark.parametrize("flag", TABLES.red_flags.values(), ids=lambda flag: flag.id)
def test_every_combination_of_every_red_flag_warns(flag: RedFlag, locale: str) -> None:
    combinations = [(rule, {*rule.all, *also}) for rule in flag.rules for also in _alternatives(rule)]
    for rule, findings in combinations:
        envelope = told(findings, "WarningSignIntent", locale=locale)
        assert_valid(envelope)
        found = answer(envelope)
        assert Urgency[found["urgency"]] >= rule.urgency, findings
        if rule.urgency is Urgency.emergency:
            first = heard(envelope).split(".")[0]
            assert EMERGENCY[locale] in first and "can't call" in first
            assert envelope["response"]["shouldEndSession"] is True
            assert "card" in envelope["response"]
            assert "stretch" not in heard(envelope).lower().replace("don't rub or stretch", "")
        elif found["urgency"] == "urgent" and found["flag"] == flag.id:
            assert found["kind"] == "red_flag"
            assert words(locale).rows["red_flags"][flag.id]["say"] in heard(envelope)


def _alternatives(rule: Rule) -> list[list[str]]:
    return [[one] for one in sorted(rule.any)] or [[]]


SOON = [flag for flag in TABLES.red_flags.values() if any(rule.urgency is Urgency.soon for rule in flag.rules)]
ASKING = ("CauseIntent", "PreventIntent", "ReliefIntent", "DoctorIntent", "WarningSignIntent")


@EVERYWHERE
@pytest.mark.parametrize("flag", SOON, ids=lambda flag: flag.id)
def test_a_red_flag_that_can_wait_is_said_whatever_is_asked(flag: RedFlag, locale: str) -> None:
    rule = next(rule for rule in flag.rules if rule.urgency is Urgency.soon)
    findings = [*rule.all, *sorted(rule.any)[:1]]
    say = words(locale).rows["red_flags"][flag.id]["say"]
    envelopes = [told(findings, intent, locale=locale) for intent in ASKING]
    envelopes += [told([*findings, f"topic.{fact}"], "FactIntent", locale=locale) for fact in TABLES.advice["facts"]]
    envelopes += [told([*findings, one], "ElsewhereIntent", locale=locale) for one in ("scope.animal", "scope.hand")]
    for envelope in envelopes:
        assert_valid(envelope)
        assert say in heard(envelope)


WATCHED = ("cause", "general", "relief", "prevention", "doctor", "fact", "out_of_scope", "fallback")


@EVERYWHERE
@pytest.mark.parametrize("kind", WATCHED)
def test_a_sign_in_doubt_is_stated_with_every_answer_and_fits(kind: str, locale: str) -> None:
    flags = words(locale).rows["red_flags"]
    longest = max(flags, key=lambda flag: len(flags[flag]["watch"].split()))
    plain = [
        one for one in every_answer() if one["kind"] == kind and not one.get("flag") and one.get("row") != "this_cause"
    ]
    assert plain
    for one in plain:
        envelope = given(one | {"watch": longest, "disclaimer": True}, locale)
        assert_valid(envelope)
        assert flags[longest]["watch"] in heard(envelope)


@EVERYWHERE
@pytest.mark.parametrize("flag", TABLES.red_flags)
def test_every_sign_can_be_stated(flag: str, locale: str) -> None:
    told_with = {
        "kind": "cause",
        "row": "dehydration",
        "about": "causes/dehydration",
        "offer": "prevention",
        "watch": flag,
    }
    envelope = given(told_with, locale)
    assert_valid(envelope)
    assert words(locale).rows["red_flags"][flag]["watch"] in heard(envelope)


# Nobody could tell from these words alone; whatever is learned, a few of them stay in doubt.
DOUBTFUL = (
    "my calf is warmer than usual",
    "my calf is a bit red",
    "my leg's a bit swollen after the match",
    "my leg is tingling and my back hurts",
    "my leg keeps twitching and jumping tonight",
    "i feel faint when my calf cramps",
    "i get out of breath and my legs cramp",
    "my calf looks a bit bigger tonight",
    "my foot is cold",
    "my foot looks a bit pale",
    "my leg is a bit numb and heavy",
)


def test_words_in_doubt_state_the_sign_and_others_do_not() -> None:
    flags = words("en-US").rows["red_flags"]
    in_doubt = [envelope for envelope in map(said, DOUBTFUL) if "watch" in answer(envelope)]
    assert in_doubt
    for envelope in in_doubt:
        assert "flag" not in answer(envelope)
        assert flags[answer(envelope)["watch"]]["watch"] in heard(envelope)
    for sentence in ("my legs cramp at night", "my foot fell asleep", "my leg feels fine tonight"):
        assert "watch" not in answer(said(sentence))
    assert "watch" not in answer(said("my leg is cold and pale and numb"))
