"""What a device with a screen is sent, and what a touch on it does. How it looks is tested in tests/browser."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import settings

from lambda_function import lambda_handler
from leg_cramps.conversation.screen import MAX_HEADLINE
from leg_cramps.data import load
from leg_cramps.knowledge.tables import Urgency
from leg_cramps.language.words import LOCALES
from tests.answers import TABLES, Answer, every_answer, given
from tests.support import APL, MODELS, answer, assert_valid, event, heard, resolved, said, shown, told, touch
from tests.test_robustness import JSON
from workbench.screens import MAX_LABEL

ANSWERS = list(every_answer())
DOCUMENT = load("screen")["document"]
NUMBER = {"en-US": "911", "en-GB": "999", "en-AU": "000", "en-CA": "911", "en-IN": "112"}
EMERGENCY = {"answer": {"kind": "red_flag", "row": "rf_pe", "urgency": "emergency"}, "warned": "rf_pe", "alarmed": True}
# Markup, unfilled fields, and numbers as they are spoken.
UNWRITTEN = re.compile(r"[{}<>]|nine one one|nine nine nine|triple zero|one one (one|two)")
SAME_DAY = next(
    [*rule.all, *sorted(rule.any)[:1]] for rule in TABLES.red_flags["rf_dvt"].rules if rule.urgency is Urgency.urgent
)
SECRET = "zanzibar"
# What says the same as a touch.
SPOKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "yes": ("AMAZON.YesIntent", {}),
    "no": ("AMAZON.NoIntent", {}),
    "repeat": ("AMAZON.RepeatIntent", {}),
    "previous": ("AMAZON.PreviousIntent", {}),
    "else": ("WhatElseIntent", {}),
    "cramp_now": ("ReliefIntent", {}),
    "night": ("CauseIntent", resolved("when", "when.night")),
    "exercise": ("CauseIntent", resolved("activity", "activity.exercise")),
    "prevention": ("PreventIntent", {}),
    "doctor": ("DoctorIntent", {}),
}


@cache
def american() -> list[tuple[Answer, dict[str, Any]]]:
    """Every answer with what its screen shows in American English."""
    return [(one, shown(given(one))) for one in ANSWERS]


def directive(envelope: dict[str, Any]) -> dict[str, Any]:
    """The directive that shows the screen; empty if there is none."""
    directives = envelope["response"].get("directives", ())
    return next((one for one in directives if one["type"] == f"{APL}.RenderDocument"), {})


def strings(value: Any) -> list[str]:
    """Every text in JSON values."""
    if isinstance(value, (dict, list)):
        return [one for inner in (value.values() if isinstance(value, dict) else value) for one in strings(inner)]
    return [value] if isinstance(value, str) else []


def named(answer: Answer) -> str:
    """An answer for a message."""
    return "/".join(str(answer.get(key, "")) for key in ("kind", "row", "step", "urgency"))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_answer_has_a_screen_that_fits(locale: str) -> None:
    for one in ANSWERS:
        envelope = given(one, locale)
        assert_valid(envelope)
        render, screen, name = directive(envelope), shown(envelope), named(one)
        assert render["token"] == screen["token"], name
        assert {**render["document"], "settings": None} == {**DOCUMENT, "settings": None}, name
        assert screen["title"] and screen["headline"], name
        assert one["kind"] == "stretch" or len(screen["headline"]) <= MAX_HEADLINE, name
        assert screen["letters"] == len(screen["headline"]), name
        assert all(len(choice["label"]) <= MAX_LABEL for choice in screen["choices"]), name
        ids = [choice["id"] for choice in screen["choices"]]
        assert len(set(ids)) == len(ids) <= 4 and set(ids) <= set(load("screen")["choices"]), name
        assert not UNWRITTEN.search(" ".join(strings(screen))), name


def test_a_device_without_a_screen_is_sent_none() -> None:
    for one in ANSWERS[::3]:
        with_screen, without = given(one), given(one, screen=False)
        assert not directive(without)
        assert_valid(without)
        for part in ("outputSpeech", "card", "reprompt"):
            assert with_screen["response"].get(part) == without["response"].get(part)


@pytest.mark.parametrize("interfaces", [None, [], "Alexa.Presentation.APL", {"Alexa.Presentation.HTML": {}}, 7])
def test_only_what_names_the_interface_has_a_screen(interfaces: Any) -> None:
    whole = event(screen=True)
    assert directive(lambda_handler(whole, None))
    whole["context"]["System"]["device"]["supportedInterfaces"] = interfaces
    assert not directive(lambda_handler(whole, None))


@pytest.mark.parametrize("locale", LOCALES)
def test_an_emergency_fills_the_screen_and_stays(locale: str) -> None:
    emergencies = [one for one in ANSWERS if one.get("urgency") == "emergency"]
    assert len(emergencies) > 10
    for one in emergencies:
        envelope = given(one, locale)
        screen = shown(envelope)
        assert screen["headline"] == f"Call {NUMBER[locale]} now"
        assert (screen["level"], screen["badge"]) == ("emergency", "Emergency")
        assert screen["choices"] == [] and "can't call" in screen["lines"][0]
        assert "shouldEndSession" not in envelope["response"]
        assert directive(envelope)["document"]["settings"]["idleTimeout"] >= 600_000
        assert given(one, locale, screen=False)["response"]["shouldEndSession"] is True


def test_no_country_no_number() -> None:
    screen = shown(given({"kind": "red_flag", "row": "rf_stroke", "urgency": "emergency"}, "de-DE"))
    assert screen["headline"] == "Call your local emergency number now"


def test_every_warning_has_its_sign_and_words_and_nothing_else_has() -> None:
    seen = set()
    for one, screen in american():
        seen.add(screen["level"])
        assert bool(screen["badge"]) is bool(screen["level"])
        expected = one.get("urgency", "") if one["kind"] == "red_flag" or one.get("urgency") == "soon" else ""
        assert screen["level"] == expected
    assert seen == {"", "soon", "urgent", "emergency"}
    assert seen - {""} <= DOCUMENT["graphics"].keys()
    paths = [DOCUMENT["graphics"][level]["items"][0]["pathData"] for level in seen - {""}]
    assert len(set(paths)) == len(paths)


def luminance(color: str) -> float:
    """The relative luminance of a color, as the Web Content Accessibility Guidelines define it."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """How much two colors differ, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_what_is_behind_them() -> None:
    colors = next(block["colors"] for block in DOCUMENT["resources"] if "colors" in block)
    pairs = [("ink", "ground"), ("muted", "ground"), ("calm", "ground"), ("warning", "ground"), ("ink", "panel")]
    pairs += [("on_calm", "calm"), ("on_calm", "ink"), ("on_warning", "warning"), ("on_alarm", "alarm")]
    for front, back in pairs:
        assert contrast(colors[front], colors[back]) >= 4.5, (front, back)
    assert contrast("#777777", "#888888") < 4.5


def components(value: Any) -> list[dict[str, Any]]:
    """Everything of a type in the document."""
    if isinstance(value, dict):
        return [*([value] if "type" in value else []), *(one for inner in value.values() for one in components(inner))]
    return [one for inner in value for one in components(inner)] if isinstance(value, list) else []


def test_what_can_be_touched_has_a_name_for_those_who_do_not_see_it() -> None:
    touchable = [one for one in components(DOCUMENT) if one["type"] == "TouchWrapper"]
    assert touchable and all(one["accessibilityLabel"] == "${data.label}" for one in touchable)


@pytest.mark.parametrize("choice", SPOKEN)
def test_a_touch_answers_as_the_word_does(choice: str) -> None:
    met = set()
    for one, screen in american():
        case = (one["kind"], one.get("offer"), one.get("step"))
        if case not in met and choice in [other["id"] for other in screen["choices"]]:
            met.add(case)
            attributes = {"answer": one, "told": [one["row"]] if one["kind"] == "cause" else []}
            touched = lambda_handler(touch(choice, token=screen["token"], attributes=attributes), None)
            intent, slots = SPOKEN[choice]
            spoken = lambda_handler(event(intent, slots, attributes=attributes, screen=True), None)
            assert_valid(touched)
            assert heard(touched) == heard(spoken), named(one)
            assert shown(touched) == shown(spoken)
            assert touched.get("sessionAttributes") == spoken.get("sessionAttributes")
    assert met


def test_every_choice_is_spoken_for() -> None:
    assert SPOKEN.keys() == load("screen")["choices"].keys()


def test_a_whole_stretch_by_touch() -> None:
    envelope = lambda_handler(event(screen=True), None)
    for choice in ("night", "yes", "yes", "yes"):
        envelope = lambda_handler(
            touch(choice, token=shown(envelope)["token"], attributes=envelope["sessionAttributes"]), None
        )
    assert answer(envelope)["kind"] == "stretch" and shown(envelope)["step"] == 2
    assert len(shown(envelope)["steps"]) > 2
    envelope = lambda_handler(
        touch("previous", token=shown(envelope)["token"], attributes=envelope["sessionAttributes"]), None
    )
    assert shown(envelope)["step"] == 1


OLD = "cause/statins/0"
OFFERED = {
    "answer": {"kind": "cause", "row": "long_walking", "about": "causes/long_walking", "offer": "stretch:calf_wall"}
}


@pytest.mark.parametrize("choice", ["yes", "no", "else", "repeat", "previous"])
def test_a_touch_on_an_old_screen_says_the_current_answer_again(choice: str) -> None:
    envelope = lambda_handler(touch(choice, token=OLD, attributes=OFFERED), None)
    assert_valid(envelope)
    assert shown(envelope)["token"] == "cause/long_walking/0"
    assert envelope["response"]["shouldEndSession"] is False


def test_what_needs_no_context_is_answered_from_an_old_screen_too() -> None:
    envelope = lambda_handler(touch("doctor", token=OLD, attributes=OFFERED), None)
    assert answer(envelope)["kind"] == "doctor"


@pytest.mark.parametrize("choice", SPOKEN)
@pytest.mark.parametrize("token", [OLD, "launch//0", ""])
def test_a_touch_without_a_session_is_answered(choice: str, token: str) -> None:
    whole = touch(choice, token=token)
    for gone in ({}, None, {"new": True}):
        whole["session"] = gone
        envelope = lambda_handler(whole, None)
        assert_valid(envelope)
        if token and choice in ("yes", "no", "previous", "else", "repeat"):
            assert answer(envelope)["kind"] == "launch"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["yes", "no"],
        [["yes"]],
        [{"id": "yes"}],
        [None],
        [7],
        ["meta.yes"],
        ["symptom.cramp"],
        "yes",
        {},
        None,
    ],
)
def test_what_no_screen_of_ours_sends_is_not_understood(arguments: Any) -> None:
    whole = touch()
    whole["request"]["arguments"] = arguments
    envelope = lambda_handler(whole, None)
    assert_valid(envelope)
    assert answer(envelope)["kind"] == "fallback"


@any_of(arguments=JSON, token=JSON, source=JSON)
@settings(max_examples=100, deadline=None)
def test_any_touch_is_answered(arguments: Any, token: Any, source: Any) -> None:
    whole = touch(attributes=OFFERED)
    whole["request"] |= {"arguments": arguments, "token": token, "source": source, "components": source}
    assert_valid(lambda_handler(whole, None))


def test_a_same_day_warning_rules_what_is_touched() -> None:
    warned = told(SAME_DAY, screen=True)
    assert shown(warned)["level"] == "urgent"
    for choice in ("cramp_now", "prevention", "night", "exercise", "else"):
        envelope = lambda_handler(touch(choice, attributes=warned["sessionAttributes"]), None)
        assert shown(envelope)["level"] == "urgent", choice
        assert "stretch" not in [one["id"] for one in shown(envelope)["choices"]]
    asked = lambda_handler(touch("yes", attributes=warned["sessionAttributes"]), None)
    assert answer(asked)["kind"] == "doctor"
    assert [one["id"] for one in shown(asked)["choices"]] == ["repeat"]


@pytest.mark.parametrize(
    "intent", [one["name"] for one in MODELS["en-US"]["interactionModel"]["languageModel"]["intents"]]
)
def test_nothing_is_advised_after_an_emergency(intent: str) -> None:
    """A screen keeps the session for a while: whatever is said then, no advice takes the emergency's place."""
    for slots in ({}, resolved("topic", "topic.magnesium"), resolved("when", "when.night")):
        envelope = lambda_handler(event(intent, slots, attributes=EMERGENCY, screen=True), None)
        assert_valid(envelope)
        assert answer(envelope)["kind"] in {"red_flag", "help", "meta", "launch", "stop", "fallback", "out_of_scope"}
        if answer(envelope)["kind"] == "red_flag":
            assert shown(envelope)["level"] == "emergency"


@pytest.mark.parametrize("choice", sorted(SPOKEN.keys() - {"no", "else", "previous"}))
def test_a_touch_after_an_emergency_says_it_again(choice: str) -> None:
    assert shown(lambda_handler(touch(choice, attributes=EMERGENCY), None))["level"] == "emergency"


def test_a_new_start_ends_an_emergency() -> None:
    started = lambda_handler(event(attributes=EMERGENCY, screen=True), None)
    assert "alarmed" not in started["sessionAttributes"] and "warned" not in started["sessionAttributes"]
    asked = lambda_handler(event("PreventIntent", attributes=started["sessionAttributes"], screen=True), None)
    assert answer(asked)["kind"] == "prevention"


def test_a_later_warning_does_not_lessen_an_emergency() -> None:
    warned = told(SAME_DAY, attributes=EMERGENCY, screen=True)
    assert answer(warned)["urgency"] == "urgent"
    asked = lambda_handler(event("ReliefIntent", attributes=warned["sessionAttributes"], screen=True), None)
    assert shown(asked)["level"] == "emergency"


def test_nothing_that_was_said_is_shown() -> None:
    for text in (f"my {SECRET} calf cramps at night", SECRET, f"{SECRET} calf swollen and breathless"):
        envelope = said(text, screen=True)
        assert shown(envelope)
        assert SECRET not in json.dumps(envelope)


def test_nothing_is_shown_when_the_conversation_ends() -> None:
    for intent in ("AMAZON.StopIntent", "AMAZON.NoIntent"):
        envelope = lambda_handler(event(intent, screen=True), None)
        assert not shown(envelope) and envelope["response"]["shouldEndSession"] is True
