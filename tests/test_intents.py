"""Every intent in every state of the conversation; red flags in any slot of any of them; the example phrases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambda_function import lambda_handler
from leg_cramps.data import load
from leg_cramps.knowledge.tables import tables
from leg_cramps.language.words import LOCALES, words
from tests.support import MODELS, ROOT, answer, assert_valid, event, heard, resolved, said, spoken, told
from workbench.ask import Talk, report

INTENTS = {one["name"]: one for one in MODELS["en-US"]["interactionModel"]["languageModel"]["intents"]}


def attributes(envelope: dict[str, Any]) -> dict[str, Any]:
    """The session attributes as they come back: through JSON."""
    found: dict[str, Any] = json.loads(json.dumps(envelope["sessionAttributes"]))
    return found


CAUSE = attributes(said("my legs cramp at night"))
STATES = {
    "nothing said yet": {},
    "opened": attributes(lambda_handler(event(), None)),
    "a cause told": CAUSE,
    "general answer": attributes(told(["body.leg"])),
    "in a stretch": attributes(lambda_handler(event("AMAZON.YesIntent", attributes=CAUSE), None)),
    "relief given": attributes(lambda_handler(event("ReliefIntent"), None)),
    "fact told": attributes(lambda_handler(event("FactIntent", resolved("topic", "topic.magnesium")), None)),
    "prevention told": attributes(lambda_handler(event("PreventIntent"), None)),
    "doctor told": attributes(lambda_handler(event("DoctorIntent"), None)),
    "warned": attributes(told(["symptom.swelling", "side.one"])),
    "not understood": attributes(lambda_handler(event("AMAZON.FallbackIntent"), None)),
    "out of scope": attributes(lambda_handler(event("ElsewhereIntent", resolved("e", "scope.hand")), None)),
    "helped": attributes(lambda_handler(event("AMAZON.HelpIntent"), None)),
    "sources told": attributes(lambda_handler(event("SourcesIntent", attributes=CAUSE), None)),
}
ENDS = {"AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent", "AMAZON.NoIntent"}


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_is_answered_in_every_state(intent: str) -> None:
    for state, before in STATES.items():
        envelope = lambda_handler(event(intent, attributes=before), None)
        assert_valid(envelope)
        assert "something went wrong" not in heard(envelope), state
        if intent in ENDS:
            assert envelope["response"]["shouldEndSession"] is True, state


def test_intents_of_the_models_and_of_the_handler_are_the_same() -> None:
    for model in MODELS.values():
        names = {one["name"] for one in model["interactionModel"]["languageModel"]["intents"]}
        assert names == set(load("intents"))


@pytest.mark.parametrize("intent", INTENTS)
def test_a_red_flag_in_free_text_wins_whatever_the_intent(intent: str) -> None:
    slots = spoken("anything", "his mouth is drooping and his words are slurred")
    for state, before in STATES.items():
        envelope = lambda_handler(event(intent, slots, attributes=before), None)
        assert answer(envelope)["urgency"] == "emergency", state
        assert heard(envelope).startswith("Call nine one one now"), state
        assert envelope["response"]["shouldEndSession"] is True, state


SLOTTED = [(name, slot["name"]) for name, one in INTENTS.items() for slot in one.get("slots", ())]


@pytest.mark.parametrize(("intent", "slot"), SLOTTED)
def test_a_red_flag_in_any_slot_wins(intent: str, slot: str) -> None:
    by_id = event(intent, resolved(slot, "symptom.face_droop"))
    among_others = event(intent, {**resolved("other", "when.night"), **spoken(slot, "i can't breathe")})
    for whole in (by_id, among_others):
        assert answer(lambda_handler(whole, None))["urgency"] == "emergency"


@pytest.mark.parametrize(
    ("intent", "slot"), [one for one in SLOTTED if {"before", "after"}.isdisjoint(load("intents")[one[0]])]
)
def test_a_slot_that_was_not_resolved_is_read(intent: str, slot: str) -> None:
    envelope = lambda_handler(event(intent, spoken(slot, "leg cramp in pregnancy at night")), None)
    assert "pregnancy" in answer(envelope).get("causes", ()) or answer(envelope)["row"] == "pregnancy"


MANIFEST = json.loads((ROOT / "skill.json").read_text("utf-8"))["manifest"]
KINDS = [("launch",), ("cause", "general"), ("fact", "relief", "cause", "prevention")]


@pytest.mark.parametrize("locale", LOCALES)
def test_example_phrases_resolve_and_are_answered(locale: str) -> None:
    phrases = MANIFEST["publishingInformation"]["locales"][locale]["examplePhrases"]
    assert len(phrases) == len(KINDS)
    for phrase, kinds in zip(phrases, KINDS, strict=True):
        asked_words = phrase.rstrip(".?").lower().removeprefix("alexa, ")
        talk = Talk(locale)
        if asked_words == "open leg cramp helper":
            exchange = talk.open()
        else:
            asked = asked_words.removeprefix("ask leg cramp helper ")
            if asked == asked_words:
                talk.open()
            exchange = talk.say(asked)
            assert exchange.request["request"]["intent"]["name"] != "AMAZON.FallbackIntent"
        assert_valid(exchange.envelope)
        assert report(phrase, exchange)["answer"]["kind"] in kinds


def test_can_fulfill_says_yes_only_when_a_row_answers() -> None:
    def ask(text: str, intent: str = "YesNoPhraseIntent") -> dict[str, Any]:
        whole = event(intent, spoken("phrase", text))
        whole["request"]["type"] = "CanFulfillIntentRequest"
        del whole["session"]
        found: dict[str, Any] = lambda_handler(whole, None)["response"]["canFulfillIntent"]
        return found

    yes = ask("magnesium help leg cramps")
    assert yes["canFulfill"] == "YES"
    assert yes["slots"]["phrase"] == {"canUnderstand": "YES", "canFulfill": "YES"}
    whole = event("PreventIntent", {**resolved("body", "body.calf"), "when": {"name": "when"}})
    whole["request"]["type"] = "CanFulfillIntentRequest"
    assert lambda_handler(whole, None)["response"]["canFulfillIntent"]["canFulfill"] == "YES"
    assert ask("the moon landing")["canFulfill"] == "NO"
    assert ask("what's the weather")["canFulfill"] == "NO"


FORBIDDING = sorted(tables().stretches["firstaid_calf"].avoid)


@pytest.mark.parametrize("finding", FORBIDDING)
def test_relief_never_moves_what_must_not_be_moved(finding: str) -> None:
    first_aid = words("en-US").rows["relief"]
    envelope = lambda_handler(event("ReliefIntent", resolved("body", "body.calf", finding)), None)
    assert answer(envelope)["kind"] in ("red_flag", "doctor")
    assert not any(row["answer"] in heard(envelope) for row in first_aid.values())


def test_what_else_walks_every_cause_once() -> None:
    envelope = said("my legs cramp at night after running and standing all day")
    ranked = answer(envelope)["causes"]
    told_causes = list(envelope["sessionAttributes"]["told"])
    while True:
        envelope = lambda_handler(event("WhatElseIntent", attributes=attributes(envelope)), None)
        assert_valid(envelope)
        if answer(envelope)["kind"] != "cause":
            break
        told_causes.append(answer(envelope)["row"])
    assert sorted(told_causes) == sorted(ranked)
    assert "all the causes" in heard(envelope)


WARNED = attributes(told(["symptom.swelling", "side.one"]))
SAFE_AFTER_A_WARNING = {"red_flag", "doctor", "meta", "help", "stop", "launch", "fallback", "out_of_scope"}


@pytest.mark.parametrize("intent", INTENTS)
def test_after_a_warning_nothing_moves_that_leg(intent: str) -> None:
    """Not at once, and not a turn later: what was offered and taken in between leads to no stretch either."""
    before = WARNED
    for _ in range(2):
        envelope = lambda_handler(event(intent, attributes=before), None)
        assert answer(envelope)["kind"] in SAFE_AFTER_A_WARNING
        assert answer(envelope).get("offer", "").partition(":")[0] not in ("stretch", "prevention", "else", "next")
        before = attributes(envelope)


@pytest.mark.parametrize("fact", tables().advice["facts"])
def test_after_a_warning_no_fact_moves_that_leg(fact: str) -> None:
    envelope = lambda_handler(event("FactIntent", resolved("topic", f"topic.{fact}"), attributes=WARNED), None)
    assert_valid(envelope)
    moves = tables().advice["facts"][fact].stretch is not None
    assert answer(envelope)["kind"] == ("red_flag" if moves else "fact")


def test_a_new_start_ends_the_warning() -> None:
    again = lambda_handler(event("AMAZON.StartOverIntent", attributes=WARNED), None)
    envelope = said("my legs cramp at night", attributes=attributes(again))
    assert answer(envelope)["kind"] == "cause"


def test_who_stretches_already_is_not_told_to_stretch() -> None:
    assert answer(said("my legs cramp at night"))["offer"].startswith("stretch")
    assert not answer(said("i already stretch and my legs cramp at night"))["offer"].startswith("stretch")


NAME_FREE = [
    (locale, point.get("name"), phrase["value"])
    for locale, model in MODELS.items()
    for point in model["interactionModel"]["_nameFreeInteraction"]["ingressPoints"]
    for phrase in point["sampleUtterances"]
]


def test_every_locale_has_ways_in_without_the_name() -> None:
    assert {locale for locale, _, _ in NAME_FREE} == set(LOCALES)


@pytest.mark.parametrize(("locale", "intent", "phrase"), NAME_FREE)
def test_a_phrase_without_the_name_gets_the_answer_it_asks_for(locale: str, intent: str | None, phrase: str) -> None:
    """It arrives as its intent with no slot filled; with the name and whole, the same kind of answer is given."""
    bare = lambda_handler(event(intent, locale=locale), None)
    assert_valid(bare)
    if intent is None:
        assert answer(bare)["kind"] == "launch"
    else:
        talk = Talk(locale)
        talk.open()
        assert report(phrase, talk.say(phrase))["answer"]["kind"] == answer(bare)["kind"]
