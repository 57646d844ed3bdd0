"""The interaction model of a locale: what Alexa is trained on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Lexicon = Mapping[str, Mapping[str, Any]]

# Amazon takes the sensitivity of the fallback in these languages only.
_WITH_SENSITIVITY = ("en-", "de-DE")
_LAUNCH = "LAUNCH"


def build_model(
    intents: dict[str, Any],
    lexicon: dict[str, dict[str, Any]],
    locale: str,
    name_free: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """The interaction model as Alexa takes it.

    ``intents`` is the content of ``intents.yaml``; ``lexicon`` has the rows of all lexicon files,
    in the spelling of the locale. The ``slot`` phrases of a row are a value of the type of its
    group. ``name_free``: phrases that reach an intent, or under "LAUNCH" the skill, without its name.
    """
    language: dict[str, Any] = {
        "invocationName": intents["invocation"],
        "intents": [_intent(name, row) for name, row in intents["intents"].items()],
        "types": [
            {"name": name, "values": list(_values(group, intents.get("values", {}), lexicon))}
            for name, group in intents["types"].items()
        ],
    }
    if locale.startswith(_WITH_SENSITIVITY):
        language["modelConfiguration"] = {"fallbackIntentSensitivity": {"level": "MEDIUM"}}
    return {
        "interactionModel": {
            "languageModel": language,
            "dialog": _dialog(intents),
            "prompts": [_prompt(name, texts) for name, texts in intents["prompts"].items()],
            "_nameFreeInteraction": {"ingressPoints": [_ingress(name, texts) for name, texts in name_free.items()]},
        }
    }


def _intent(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    intent: dict[str, Any] = {"name": name}
    if slots := row.get("slots"):
        intent["slots"] = [_slot(slot, about) for slot, about in slots.items()]
    intent["samples"] = list(row.get("samples", ()))
    return intent


def _slot(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    slot: dict[str, Any] = {"name": name, "type": row["type"]}
    if row.get("multiple"):
        slot["multipleValues"] = {"enabled": True}
    return slot


def _values(group: str, own: Mapping[str, Iterable[str]], lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """The values of the type of a group of findings; the id of a value is the finding."""
    rows = {finding: row.get("slot", ()) for finding, row in lexicon.items()} | dict(own)
    for finding, phrases in rows.items():
        if finding.partition(".")[0] == group and (distinct := _distinct(phrases)):
            yield {"id": finding, "name": {"value": distinct[0], "synonyms": distinct[1:]}}


def _distinct(phrases: Iterable[str]) -> list[str]:
    """The phrases without those that differ from an earlier one in case only."""
    distinct: dict[str, str] = {}
    for phrase in phrases:
        distinct.setdefault(phrase.casefold(), phrase)
    return list(distinct.values())


def _dialog(intents: Mapping[str, Any]) -> dict[str, Any]:
    """The slots that the skill may ask for. The skill drives: Alexa asks for none by itself."""
    return {
        "delegationStrategy": "SKILL_RESPONSE",
        "intents": [
            {
                "name": name,
                "delegationStrategy": "SKILL_RESPONSE",
                "confirmationRequired": False,
                "prompts": {},
                "slots": [
                    {
                        "name": slot,
                        "type": intents["intents"][name]["slots"][slot]["type"],
                        "confirmationRequired": False,
                        "elicitationRequired": False,
                        "prompts": {"elicitation": prompt},
                    }
                    for slot, prompt in prompts.items()
                ],
            }
            for name, prompts in intents["dialog"].items()
        ],
    }


def _prompt(name: str, texts: Iterable[str]) -> dict[str, Any]:
    return {"id": name, "variations": [{"type": "PlainText", "value": text} for text in texts]}


def _ingress(name: str, phrases: Iterable[str]) -> dict[str, Any]:
    """A way in without the skill's name.

    https://developer.amazon.com/en-US/docs/alexa/custom-skills/using-nfi-toolkit-smapi.html
    """
    samples = [{"format": "RAW_TEXT", "value": phrase} for phrase in phrases]
    way = {"type": _LAUNCH} if name == _LAUNCH else {"type": "INTENT", "name": name}
    return {**way, "sampleUtterances": samples}
