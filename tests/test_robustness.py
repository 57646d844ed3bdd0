"""Any event at all is answered, or refused on purpose; nothing that was said is logged or kept."""

from __future__ import annotations

import copy
import json
import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_function import lambda_handler
from leg_cramps.alexa.skill import create_handler
from leg_cramps.language.words import LOCALES
from tests.support import MODELS, ROOT, answer, assert_valid, event, heard, resolved, said, spoken

REQUESTS = sorted((Path(__file__).parent / "requests").glob("*.json"))
SPEAKING = {"LaunchRequest", "IntentRequest", "Alexa.Presentation.APL.UserEvent"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
QUICK = settings(max_examples=150, deadline=None)


def assert_sound(envelope: Any) -> None:
    """A valid response envelope: with valid speech if there is any, with nothing else wrong if there is none."""
    assert envelope["version"] == "1.0"
    assert isinstance(json.loads(json.dumps(envelope))["response"], dict)
    if "outputSpeech" in envelope["response"]:
        assert_valid(envelope)


def wrapped(raw: dict[str, Any]) -> dict[str, Any]:
    """A recorded file as an event: some hold the request alone, some only a context or slots."""
    if "request" in raw:
        return raw
    whole = event()
    if "type" in raw and "requestId" in raw:
        whole["request"] = raw
    return whole


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
def test_recorded_requests(path: Path) -> None:
    raw = json.loads(path.read_text("utf-8"))
    envelope = lambda_handler(wrapped(raw), None)
    assert_sound(envelope)
    kind = wrapped(raw)["request"].get("type")
    assert ("outputSpeech" in envelope["response"]) is (kind in SPEAKING)
    for slots in [raw["slots"]] if "slots" in raw else []:
        assert_sound(lambda_handler(event("CauseIntent", slots), None))


@given(JSON)
@QUICK
def test_any_json_is_answered_or_refused(raw: Any) -> None:
    assert_sound(lambda_handler(raw, None))


@given(st.data())
@QUICK
def test_any_part_of_an_event_may_be_anything(data: st.DataObject) -> None:
    attributes = said("cramps at night")["sessionAttributes"]
    whole = event("CauseIntent", {**resolved("when", "when.night"), **spoken("x", "y")}, attributes=attributes)
    part: Any = whole
    while True:
        key = data.draw(st.sampled_from(sorted(part)))
        if not isinstance(part[key], dict) or not part[key] or data.draw(st.booleans()):
            break
        part = part[key]
    part[key] = data.draw(JSON)
    assert_sound(lambda_handler(whole, None))


@given(st.text(max_size=300))
@QUICK
def test_any_text_is_answered(text: str) -> None:
    envelope = said(text)
    assert_valid(envelope)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_240,
        "my calf " * 1_300,
        "<speak>&amp;</speak>",
        "</p><audio src='https://example.com/a.mp3'/>",
        "{emergency} {0} %s %(a)s",
        "\x00\x07 \u202e cramp",
        "'; drop table causes; --",
        "🦵🦵 krampf нога судорога 脚がつる",
        "?",
        "",
    ],
)
def test_hostile_text(text: str) -> None:
    envelope = said(text)
    assert_valid(envelope)
    assert "audio" not in envelope["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize("locale", ["de-DE", "", "xx", None, "en-NZ"])
def test_other_locales_get_no_wrong_number(locale: Any) -> None:
    whole = event("TellPhraseIntent", spoken("phrase", "i can't breathe and my calf is swollen"))
    whole["request"]["locale"] = locale
    envelope = lambda_handler(whole, None)
    assert_valid(envelope)
    assert "your local emergency number" in heard(envelope)
    assert "nine" not in heard(envelope)


@pytest.mark.parametrize("part", ["context", "session"])
@pytest.mark.parametrize("value", [None, {}, [], "gone"])
def test_missing_context_or_session(part: str, value: Any) -> None:
    whole = event("CauseIntent", resolved("when", "when.night"))
    whole[part] = value
    assert answer(lambda_handler(whole, None))["kind"] == "cause"
    del whole[part]
    assert answer(lambda_handler(whole, None))["kind"] == "cause"


def test_unknown_enum_values_do_not_cost_the_answer() -> None:
    whole = event("TellPhraseIntent", spoken("phrase", "my calf is swollen and i can't breathe"))
    whole["request"] |= {"dialogState": "NEW_STATE", "timestamp": "yesterday"}
    whole["request"]["intent"]["confirmationStatus"] = "PERHAPS"
    whole["context"]["Viewport"] = {"shape": "TRIANGLE"}
    assert answer(lambda_handler(whole, None))["urgency"] == "emergency"


@pytest.mark.parametrize(
    "attributes",
    [
        {"answer": {"kind": "cause", "row": "no_such_cause"}},
        {"answer": {"kind": "nonsense", "row": 7, "causes": "stroke"}},
        {"answer": {"kind": "cause", "about": "causes/none", "offer": "stretch:none"}},
        {"answer": {"kind": "stretch", "row": "calf_wall", "about": "stretches/calf_wall", "step": 99}},
        {"answer": {"kind": "fact", "row": "magnesium", "about": "nowhere/at_all", "offer": "bribe"}},
        {"answer": 3, "told": {}, "misses": -4, "disclaimed": "yes"},
    ],
)
@pytest.mark.parametrize("locale", LOCALES[:1])
def test_a_strange_session_is_survived_by_every_intent(attributes: dict[str, Any], locale: str) -> None:
    for intent in MODELS[locale]["interactionModel"]["languageModel"]["intents"]:
        envelope = lambda_handler(event(intent["name"], attributes=attributes), None)
        assert_valid(envelope)


def test_another_skills_request_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    ours = create_handler("amzn1.ask.skill.test")
    assert "outputSpeech" in ours(event(), None)["response"]
    with caplog.at_level(logging.INFO):
        response = create_handler("amzn1.ask.skill.other")(event(), None)["response"]
        nameless = event()
        del nameless["context"], nameless["session"]
        unnamed = create_handler("amzn1.ask.skill.other")(nameless, None)["response"]
    assert "outputSpeech" not in response and "outputSpeech" not in unnamed
    assert "refused" in caplog.text
    assert "amzn1" not in caplog.text


def test_an_unknown_request_type_is_refused_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    whole = event()
    whole["request"]["type"] = "Alexa.Presentation.APL.Unheard"
    with caplog.at_level(logging.INFO):
        assert "outputSpeech" not in lambda_handler(whole, None)["response"]
    assert "refused" in caplog.text


def test_a_declared_handler_never_sees_the_event_changed() -> None:
    whole = event("CauseIntent", resolved("when", "when.night"))
    before = copy.deepcopy(whole)
    lambda_handler(whole, None)
    assert whole == before


SECRET = "zanzibar"
ID = re.compile(r"^[a-z_]+([.:/][a-z0-9_]+)*$")


def ids_in(value: Any) -> list[str]:
    """Every string in JSON values."""
    if isinstance(value, dict):
        return [one for inner in value.values() for one in ids_in(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in ids_in(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("intent", [i["name"] for i in MODELS["en-US"]["interactionModel"]["languageModel"]["intents"]])
def test_nothing_said_is_logged_or_kept(intent: str, caplog: pytest.LogCaptureFixture) -> None:
    texts = [f"my {SECRET} cramps at night", f"{SECRET}", f"{SECRET} calf swollen and breathless"]
    with caplog.at_level(logging.DEBUG):
        for text in texts:
            envelope = lambda_handler(event(intent, spoken("phrase", text)), None)
            kept = json.dumps(envelope.get("sessionAttributes", {}))
            assert SECRET not in kept
            assert all(ID.match(one) for one in ids_in(envelope.get("sessionAttributes", {})))
            assert SECRET not in json.dumps(envelope["response"])
        broken = event(intent, spoken("phrase", texts[0]))
        broken["request"]["type"] = SECRET
        lambda_handler(broken, None)
    assert caplog.records
    assert SECRET not in caplog.text
    assert "amzn1" not in caplog.text


def test_an_error_of_our_own_is_said_and_logged_without_words(tmp_path: Path) -> None:
    """A deployment that lost its causes is a real error: it apologises, and does not leak what was said."""
    deployed = Path(shutil.copytree(ROOT / "lambda", tmp_path / "lambda"))
    path = deployed / "leg_cramps" / "data" / "words.en-US.json"
    content = json.loads(path.read_text("utf-8"))
    content["rows"]["causes"] = {}
    path.write_text(json.dumps(content), "utf-8")
    code = (
        "import json, logging, sys; logging.basicConfig(level=logging.DEBUG);"
        "from lambda_function import lambda_handler; print(json.dumps(lambda_handler(json.load(sys.stdin), None)))"
    )
    asked = event("TellPhraseIntent", spoken("phrase", f"{SECRET} cramps at night"))
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=deployed, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    envelope = json.loads(run.stdout)
    assert_valid(envelope)
    assert "something went wrong" in heard(envelope)
    assert envelope["response"]["shouldEndSession"] is True
    assert "KeyError" in run.stderr and SECRET not in run.stderr


def test_what_ends_a_session_is_not_answered_aloud() -> None:
    for kind in ("SessionEndedRequest", "System.ExceptionEncountered"):
        whole = event()
        whole["request"] |= {"type": kind, "reason": "USER_INITIATED"}
        assert "outputSpeech" not in lambda_handler(whole, None)["response"]
