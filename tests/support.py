"""Requests as Alexa sends them, and what is heard in return. Everything goes through the real handler."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lambda_function import lambda_handler
from leg_cramps.language.words import LOCALES
from workbench import devices

ROOT = Path(__file__).resolve().parent.parent
MODELS = {locale: json.loads((ROOT / "interaction_models" / f"{locale}.json").read_text("utf-8")) for locale in LOCALES}
TAGS = {"speak", "p", "s", "break", "emphasis", "say-as", "sub", "prosody", "w", "phoneme", "lang"}
APL = devices.APL
# The screens that the skill is drawn for: width and height in display-independent pixels, mode, shape.
SCREENS = {
    name: (device.width, device.height, device.mode, device.shape)
    for name, device in devices.DEVICES.items()
    if device.has_screen
}
MAX_SPEECH = MAX_CARD = 8000


def event(
    intent: str | None = None,
    slots: dict[str, Any] | None = None,
    locale: str = "en-US",
    attributes: dict[str, Any] | None = None,
    screen: bool = False,
) -> dict[str, Any]:
    """A LaunchRequest, or with an intent an IntentRequest; ``screen``: of a device that shows APL."""
    request: dict[str, Any] = {
        "type": "IntentRequest" if intent else "LaunchRequest",
        "requestId": "amzn1.echo-api.request.test",
        "timestamp": "2026-11-22T03:00:00Z",
        "locale": locale,
    }
    if intent:
        request["intent"] = {"name": intent, "confirmationStatus": "NONE", "slots": slots or {}}
    application = {"applicationId": "amzn1.ask.skill.test"}
    return {
        "version": "1.0",
        "session": {
            "new": not attributes,
            "sessionId": "amzn1.echo-api.session.test",
            "application": application,
            "attributes": attributes or {},
            "user": {"userId": "amzn1.ask.account.test"},
        },
        "context": {
            "System": {
                "application": application,
                "user": {"userId": "amzn1.ask.account.test"},
                "device": {
                    "deviceId": "amzn1.ask.device.test",
                    "supportedInterfaces": {APL: {"runtime": {"maxVersion": "1.4"}}} if screen else {},
                },
            }
        },
        "request": request,
    }


def touch(*arguments: Any, token: Any = "", **more: Any) -> dict[str, Any]:
    """A UserEvent: something on the screen with a token was touched."""
    whole = event(screen=True, **more)
    whole["request"] |= {"type": f"{APL}.UserEvent", "arguments": list(arguments), "token": token, "source": {}}
    return whole


def shown(envelope: dict[str, Any]) -> dict[str, Any]:
    """What the screen of a response shows; empty if it has none."""
    for directive in envelope["response"].get("directives", ()):
        if directive["type"] == f"{APL}.RenderDocument":
            screen: dict[str, Any] = json.loads(json.dumps(directive["datasources"]["screen"]))
            return screen
    return {}


def resolved(name: str, *ids: str) -> dict[str, Any]:
    """A slot of which the values were resolved to finding ids; the spoken words say nothing themselves."""
    values = [
        {
            "type": "Simple",
            "value": "it",
            "resolutions": {
                "resolutionsPerAuthority": [
                    {
                        "authority": "amzn1.er-authority.echo-sdk.amzn1.ask.skill.test.TEST",
                        "status": {"code": "ER_SUCCESS_MATCH"},
                        "values": [{"value": {"name": one, "id": one}}],
                    }
                ]
            },
        }
        for one in ids
    ]
    if len(values) == 1:
        return {name: {"name": name, "confirmationStatus": "NONE", **values[0], "slotValue": values[0]}}
    return {name: {"name": name, "confirmationStatus": "NONE", "slotValue": {"type": "List", "values": values}}}


def spoken(name: str, text: str) -> dict[str, Any]:
    """A slot filled with words that were not resolved."""
    value = {"type": "Simple", "value": text}
    return {name: {"name": name, "value": text, "confirmationStatus": "NONE", "slotValue": value}}


def told(findings: Iterable[str], intent: str = "CauseIntent", **more: Any) -> dict[str, Any]:
    """The answer to an intent of which a slot was resolved to findings."""
    return lambda_handler(event(intent, resolved("symptom", *findings), **more), None)


def said(text: str, intent: str = "TellPhraseIntent", **more: Any) -> dict[str, Any]:
    """The answer to a sentence that reached the skill whole, in a phrase slot."""
    return lambda_handler(event(intent, spoken("phrase", text), **more), None)


def answer(envelope: dict[str, Any]) -> dict[str, Any]:
    """The ids of an answer; the empty ones are left out."""
    found: dict[str, Any] = envelope.get("sessionAttributes", {}).get("answer", {})
    return found


def heard(envelope: dict[str, Any]) -> str:
    """The words that are spoken, without markup."""
    ssml = envelope["response"].get("outputSpeech", {}).get("ssml", "")
    return " ".join(re.sub(r"<[^>]+>", " ", ssml).split())


def assert_valid(envelope: dict[str, Any]) -> None:
    """What must hold for every spoken answer, whatever it says."""
    response = envelope["response"]
    ssml = response["outputSpeech"]["ssml"]
    assert len(ssml) <= MAX_SPEECH
    tree = ET.fromstring(ssml)
    assert {element.tag for element in tree.iter()} <= TAGS
    words = "".join(tree.itertext()).strip()
    if shown(envelope).get("level") == "emergency":
        assert "shouldEndSession" not in response and not words.endswith("?")
    else:
        assert response["shouldEndSession"] is not words.endswith("?")
    assert ("reprompt" in response) is words.endswith("?")
    if "reprompt" in response:
        ET.fromstring(response["reprompt"]["outputSpeech"]["ssml"])
    last = "".join(list(tree)[-1].itertext())
    before = words.removesuffix(last) if last.endswith("?") else words
    assert len(" ".join(tree.itertext()).split()) - (len(last.split()) if last.endswith("?") else 0) <= 75, before
    for odd in ("{", "}", "  ", "..", " ,", " ."):
        assert odd not in " ".join(tree.itertext()), odd
    if card := response.get("card"):
        assert len(card["title"]) + len(card["content"]) <= MAX_CARD
        assert "<" not in card["content"]
        assert card["title"].strip()
    assert len(json.dumps(envelope)) <= 24_000
