"""The interaction models keep Amazon's rules, those too that no tool checks before an upload.

Each check is a function from a model to what is wrong in it. It runs over the model of every locale, over
a small model in which nothing is wrong, and over copies of that, each with one thing broken.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

Model = dict[str, Any]
Problems = Iterator[str]
Check = Callable[[Model], Problems]
Break = Callable[[Model], object]

FOLDER = Path(__file__).resolve().parent.parent / "interaction_models"
LOCALES = ("en-US", "en-GB", "en-AU", "en-CA", "en-IN")
MAX_BYTES = 1_500_000
MAX_VALUE = 140
PHRASE = "AMAZON.SearchQuery"
NAME = re.compile(r"[a-z]+(?:_[a-z]+)*", re.IGNORECASE)
SLOT = re.compile(r"\{([^{}]*)\}")
REQUIRED = {f"AMAZON.{name}Intent" for name in ("Stop", "Cancel", "Help", "NavigateHome", "Fallback")}
# Built-in slot types that exist in all five locales.
BUILT_IN_TYPES = {
    PHRASE,
    *(f"AMAZON.{name}" for name in ("NUMBER", "DURATION", "TIME", "DATE", "Ordinal")),
}
WAKE_WORDS = {"alexa", "amazon", "echo", "computer"}
LAUNCH_WORDS = {"ask", "tell", "open", "launch", "start", "run", "load", "begin", "enable"} | {
    *("play", "resume", "talk", "use", "turn"),
}
CONNECTING = {"to", "from", "in", "by", "with", "about", "for", "if", "whether", "that", "and"} | {
    *("using", "so"),
}
SMALL_WORDS = CONNECTING | {"a", "an", "the", "of", "on", "at", "into", "up", "out", "as"}
# What joins the invocation name to a question: "ask leg cramp helper about ...".
NOT_FIRST = {"from", "to", "about", "for", "if", "whether", "that", "and", "in", "by", "with"}


def language(model: Model) -> dict[str, Any]:
    """The language model."""
    part: dict[str, Any] = model["interactionModel"]["languageModel"]
    return part


def intents(model: Model) -> dict[str, dict[str, Any]]:
    """The intents by name."""
    return {intent["name"]: intent for intent in language(model)["intents"]}


def slots(intent: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The slots of an intent by name."""
    return {slot["name"]: slot for slot in intent.get("slots", ())}


def samples(model: Model) -> Iterator[tuple[str, str]]:
    """Every sample with the name of its intent."""
    for name, intent in intents(model).items():
        for sample in intent["samples"]:
            yield name, sample


def types(model: Model) -> list[dict[str, Any]]:
    """The custom slot types."""
    found: list[dict[str, Any]] = language(model).get("types", [])
    return found


def dialog(model: Model) -> dict[str, Any]:
    """The dialog model, empty if there is none."""
    part: dict[str, Any] = model["interactionModel"].get("dialog", {})
    return part


def prompts(model: Model) -> list[dict[str, Any]]:
    """The prompts."""
    part: list[dict[str, Any]] = model["interactionModel"].get("prompts", [])
    return part


# --- the whole


def shape(model: Model) -> Problems:
    """The keys that Amazon knows, the required ones among them, and nothing else."""
    yield from _keys(model, "model", {"interactionModel"}, {"version", "description"})
    inner = model["interactionModel"]
    yield from _keys(inner, "interactionModel", {"languageModel"}, {"dialog", "prompts", "_nameFreeInteraction"})
    yield from _keys(
        language(model),
        "languageModel",
        {"invocationName", "intents"},
        {"types", "modelConfiguration"},
    )
    if not language(model)["intents"]:
        yield "no intents"
    for intent in language(model)["intents"]:
        yield from _keys(intent, intent["name"], {"name", "samples"}, {"slots"})
        for slot in intent.get("slots", ()):
            yield from _keys(slot, slot["name"], {"name", "type"}, {"multipleValues", "samples"})
            if slot.get("multipleValues", {"enabled": True}) != {"enabled": True}:
                yield f"{slot['name']}: multipleValues is not understood"
    for kind in types(model):
        yield from _keys(kind, kind["name"], {"name", "values"})
        for value in kind["values"]:
            yield from _keys(value, kind["name"], {"id", "name"})
            yield from _keys(value["name"], kind["name"], {"value"}, {"synonyms"})
    for intent in dialog(model).get("intents", ()):
        yield from _keys(
            intent,
            f"dialog {intent['name']}",
            {"name", "slots"},
            {"delegationStrategy", "confirmationRequired", "prompts"},
        )
        for slot in intent["slots"]:
            yield from _keys(
                slot,
                f"dialog {slot['name']}",
                {"name", "type", "prompts"},
                {"elicitationRequired", "confirmationRequired", "validations"},
            )
    for prompt in prompts(model):
        yield from _keys(prompt, "prompt", {"id", "variations"})
        for variation in prompt["variations"]:
            yield from _keys(variation, prompt["id"], {"type", "value"})


def _keys(value: Mapping[str, Any], where: str, required: set[str], optional: set[str] | None = None) -> Problems:
    for key in sorted(required - set(value)):
        yield f"{where}: lacks {key!r}"
    for key in sorted(set(value) - required - (optional or set())):
        yield f"{where}: unknown key {key!r}"


def size(model: Model) -> Problems:
    """A model is not larger than Amazon takes."""
    count = len(json.dumps(model, ensure_ascii=False, indent=2).encode())
    if count >= MAX_BYTES:
        yield f"{count} bytes"


def invocation_name(model: Model) -> Problems:
    """The invocation name can be spoken, and stands out from what people say to the device."""
    name = language(model)["invocationName"]
    words = re.sub(r"'s?\b", "", name).split()
    if not re.fullmatch(r"[a-z]+(?:'s?)?(?:\.)?(?: [a-z]+(?:'s?)?(?:\.)?)*", name):
        yield f"{name!r}: lower case letters, spaces, apostrophes and periods only"
    if "." in name and not all(len(w) == 2 for w in name.split() if "." in w):
        yield f"{name!r}: periods are for abbreviations"
    if not 2 <= len(name) <= 50:
        yield f"{name!r}: 2 to 50 characters"
    if not 2 <= len(words) <= 3:
        yield f"{name!r}: two or three words"
    if len(words) == 2 and SMALL_WORDS & set(words):
        yield f"{name!r}: one word of two is an article or a preposition"
    for word in (WAKE_WORDS | LAUNCH_WORDS | CONNECTING | {"skill", "app"}) & set(words):
        yield f"{name!r}: {word!r} is not allowed"


def sensitivity(model: Model) -> Problems:
    """The sensitivity of the fallback is set, to a level that there is."""
    level = language(model).get("modelConfiguration", {}).get("fallbackIntentSensitivity", {})
    if level.get("level") not in ("HIGH", "MEDIUM", "LOW"):
        yield f"fallback sensitivity {level}"


# --- names


def names(model: Model) -> Problems:
    """Intents, slots and types have names that Amazon takes; built-ins are Amazon's own."""
    for name, intent in intents(model).items():
        if not name.startswith("AMAZON.") and not NAME.fullmatch(name):
            yield f"intent {name!r}"
        for slot in slots(intent):
            if not NAME.fullmatch(slot):
                yield f"{name}: slot {slot!r}"
    for kind in types(model):
        if not NAME.fullmatch(kind["name"]):
            yield f"type {kind['name']!r}"


def unique_names(model: Model) -> Problems:
    """No intent, type, prompt, or slot of an intent stands there twice."""
    yield from _twice("intent", [intent["name"] for intent in language(model)["intents"]])
    yield from _twice("type", [kind["name"] for kind in types(model)])
    yield from _twice("prompt", [prompt["id"] for prompt in prompts(model)])
    yield from _twice("dialog", [intent["name"] for intent in dialog(model).get("intents", ())])
    for intent in language(model)["intents"]:
        yield from _twice(intent["name"], [slot["name"] for slot in intent.get("slots", ())])


def _twice(where: str, said: list[str]) -> Problems:
    counts = Counter(one.casefold() for one in said)
    yield from (f"{where}: {one!r} {count} times" for one, count in counts.items() if count > 1)


def required_intents(model: Model) -> Problems:
    """The built-in intents that certification asks for are there; a yes comes with a no."""
    yield from sorted(REQUIRED - set(intents(model)))
    pair = {"AMAZON.YesIntent", "AMAZON.NoIntent"}
    if len(pair & set(intents(model))) == 1:
        yield "Yes and No belong together"


# --- slots and types


def slot_types(model: Model) -> Problems:
    """Every slot has a type that exists, every type is used, and a slot name keeps its type."""
    defined = {kind["name"] for kind in types(model)}
    of_name: dict[str, set[str]] = defaultdict(set)
    for name, intent in intents(model).items():
        for slot in slots(intent).values():
            of_name[slot["name"]].add(slot["type"])
            if slot["type"] not in defined | BUILT_IN_TYPES:
                yield f"{name}: no type {slot['type']!r}"
    for slot_name, used in of_name.items():
        if len(used) > 1:
            yield f"slot {slot_name!r} has the types {sorted(used)}"
    for name in sorted(defined - set().union(*of_name.values())):
        yield f"type {name!r} is not used"


def slot_use(model: Model) -> Problems:
    """A sample uses slots of its intent, each once at most; every slot of an intent is used."""
    for name, intent in intents(model).items():
        declared, used = set(slots(intent)), set()
        for sample in intent["samples"]:
            found = SLOT.findall(sample)
            used |= set(found)
            if len(found) > len(set(found)):
                yield f"{name}: {sample!r} has a slot twice"
            if unknown := set(found) - declared:
                yield f"{name}: {sample!r} uses {sorted(unknown)}"
        if unused := declared - used:
            yield f"{name}: no sample uses {sorted(unused)}"


def type_values(model: Model) -> Problems:
    """A type has values; their ids, and their names and synonyms together, are unique and short."""
    for kind in types(model):
        name, values = kind["name"], kind["values"]
        if not values:
            yield f"{name} is empty"
        yield from _twice(name, [value["id"] or "" for value in values])
        said = [phrase for value in values for phrase in (value["name"]["value"], *value["name"].get("synonyms", ()))]
        yield from _twice(name, said)
        for value in values:
            if not isinstance(value["id"], str) or not value["id"]:
                yield f"{name}: a value without an id"
        for phrase in said:
            if not 0 < len(phrase) <= MAX_VALUE:
                yield f"{name}: {phrase[:30]!r} has {len(phrase)} characters"
            if not re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*'?", phrase):
                yield f"{name}: {phrase!r} is not as it is spoken"


# --- samples


def sample_characters(model: Model) -> Problems:
    """Letters, spaces, apostrophes, hyphens, periods of abbreviations, and slots."""
    for name, sample in samples(model):
        words = SLOT.sub("x", sample)
        if not re.fullmatch(r"[^\W\d_]+(?:['.-][^\W\d_]+)*['.]?(?: [^\W\d_]+(?:['.-][^\W\d_]+)*['.]?)*", words):
            yield f"{name}: {sample!r}"
        elif any(len(word) != 2 for word in words.split() if word.endswith(".")):
            yield f"{name}: {sample!r} ends a sentence"


def sample_text(model: Model) -> Problems:
    """A custom intent has samples, and each says more than a slot and begins with what people say."""
    for name, intent in intents(model).items():
        if not name.startswith("AMAZON.") and not intent["samples"]:
            yield f"{name} has no samples"
    for name, sample in samples(model):
        if not SLOT.sub("", sample).strip():
            yield f"{name}: {sample!r} is nothing but slots"
        if sample.split()[:1] and sample.split()[0].casefold() in NOT_FIRST:
            yield f"{name}: {sample!r} begins with a connecting word"


def duplicate_samples(model: Model) -> Problems:
    """Nothing is a sample twice, in one intent or in two."""
    said: dict[str, list[str]] = defaultdict(list)
    for name, sample in samples(model):
        said[" ".join(sample.casefold().split())].append(name)
    yield from (f"{sample!r} in {names}" for sample, names in said.items() if len(names) > 1)


def phrase_slots(model: Model) -> Problems:
    """A phrase slot is the only slot of its intent, and has a carrier in every sample."""
    for name, intent in intents(model).items():
        kinds = [slot["type"] for slot in slots(intent).values()]
        if PHRASE not in kinds:
            continue
        if len(kinds) > 1:
            yield f"{name} has another slot beside a phrase"
        for sample in intent["samples"]:
            if not SLOT.sub("", sample).strip() or not SLOT.search(sample):
                yield f"{name}: {sample!r} needs a carrier and the phrase"


# --- dialog and prompts


def dialog_slots(model: Model) -> Problems:
    """The dialog speaks of intents and slots of the language model, each with its type."""
    strategies = ("ALWAYS", "SKILL_RESPONSE")
    for intent in [dialog(model), *dialog(model).get("intents", ())]:
        if dialog(model) and intent.get("delegationStrategy") not in strategies:
            yield f"delegation strategy {intent.get('delegationStrategy')!r}"
    if dialog(model) and not dialog(model)["intents"]:
        yield "a dialog without intents"
    for intent in dialog(model).get("intents", ()):
        known = slots(intents(model).get(intent["name"], {}))
        for slot in intent["slots"]:
            if slot["type"] != known.get(slot["name"], {}).get("type"):
                yield f"{intent['name']}.{slot['name']} is not in the language model"


def prompt_use(model: Model) -> Problems:
    """Every prompt that is named exists, says something, and is named; what is required is asked for."""
    named = set()
    for intent in dialog(model).get("intents", ()):
        named |= set(intent.get("prompts", {}).values())
        for slot in intent["slots"]:
            named |= set(slot["prompts"].values())
            named |= {check["prompt"] for check in slot.get("validations", ()) if "prompt" in check}
            for required, kind in (
                ("elicitationRequired", "elicitation"),
                ("confirmationRequired", "confirmation"),
            ):
                if slot.get(required) and kind not in slot["prompts"]:
                    yield f"{intent['name']}.{slot['name']} has no prompt for its {kind}"
    known = {prompt["id"] for prompt in prompts(model)}
    yield from (f"no prompt {one!r}" for one in sorted(named - known))
    yield from (f"prompt {one!r} is not used" for one in sorted(known - named))
    for prompt in prompts(model):
        if not prompt["variations"]:
            yield f"prompt {prompt['id']!r} says nothing"
        for variation in prompt["variations"]:
            if variation["type"] not in ("PlainText", "SSML") or not variation["value"].strip():
                yield f"prompt {prompt['id']!r}: {variation}"


# --- without the skill's name


def name_free(model: Model) -> Problems:
    """The ways in without the skill's name: at most five complete phrases each, no slots, known intents.

    https://developer.amazon.com/en-US/docs/alexa/custom-skills/using-nfi-toolkit-smapi.html
    """
    container = model["interactionModel"].get("_nameFreeInteraction", {})
    yield from _keys(container, "_nameFreeInteraction", {"ingressPoints"})
    said: list[str] = []
    for point in container.get("ingressPoints", ()):
        launch = point.get("type") == "LAUNCH"
        where = point.get("name", "LAUNCH")
        yield from _keys(point, where, {"type", "sampleUtterances"} | (set() if launch else {"name"}))
        if not launch and (point.get("type") != "INTENT" or where not in intents(model)):
            yield f"{where} is no way in"
        phrases = point.get("sampleUtterances", ())
        if not 1 <= len(phrases) <= 5:
            yield f"{where} has {len(phrases)} phrases"
        for phrase in phrases:
            yield from _keys(phrase, where, {"format", "value"})
            text = phrase.get("value", "")
            said.append(text)
            if phrase.get("format") != "RAW_TEXT" or not re.fullmatch(
                r"[a-z]+(?:'[a-z]+)?(?: [a-z]+(?:'[a-z]+)?)+", text
            ):
                yield f"{where}: {text!r} is no complete phrase"
            if language(model)["invocationName"] in text:
                yield f"{where}: {text!r} names the skill"
    yield from (f"{text!r} twice" for text in {text for text in said if said.count(text) > 1})


# --- across locales


def sensitivity_by_locale(models: Mapping[str, Model]) -> Problems:
    """The sensitivity of the fallback is allowed in English and German only."""
    for locale, model in models.items():
        if "modelConfiguration" in language(model) and not locale.startswith(("en-", "de-DE")):
            yield f"{locale} has a fallback sensitivity"


def same_intents(models: Mapping[str, Model]) -> Problems:
    """All locales have the same intents, with the same slots."""
    signatures = {
        locale: {name: {slot: row["type"] for slot, row in slots(i).items()} for name, i in intents(m).items()}
        for locale, m in models.items()
    }
    first, *others = signatures
    yield from (f"{other} differs from {first}" for other in others if signatures[other] != signatures[first])


@cache
def model_of(locale: str) -> Model:
    """The committed model of a locale."""
    model: Model = json.loads((FOLDER / f"{locale}.json").read_text(encoding="utf-8"))
    return model


CHECKS: list[Check] = [
    *(shape, size, invocation_name, sensitivity, names, unique_names, required_intents, slot_types),
    *(slot_use, type_values, sample_characters, sample_text, duplicate_samples, phrase_slots),
    *(dialog_slots, prompt_use, name_free),
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("check", CHECKS)
def test_model_keeps_the_rule(check: Check, locale: str) -> None:
    assert list(check(model_of(locale))) == []


def test_there_is_a_model_for_each_locale() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(LOCALES)


def test_locales_agree() -> None:
    models = {locale: model_of(locale) for locale in LOCALES}
    assert list(same_intents(models)) == []
    assert list(sensitivity_by_locale(models)) == []


# A small model that keeps every rule, and the ways to break it.

GOOD: Model = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "leg cramp helper",
            "intents": [
                *({"name": name, "samples": []} for name in sorted(REQUIRED)),
                {
                    "name": "CauseIntent",
                    "slots": [
                        {"name": "when", "type": "Time"},
                        {"name": "body", "type": "Body", "multipleValues": {"enabled": True}},
                    ],
                    "samples": [
                        "why do my {body} cramp {when}",
                        "should i see my g. p.",
                        "what's that",
                    ],
                },
                {
                    "name": "WhyPhraseIntent",
                    "slots": [{"name": "phrase", "type": PHRASE}],
                    "samples": ["why {phrase}", "{phrase} how come"],
                },
            ],
            "types": [
                {"name": "Time", "values": [{"id": "when.night", "name": {"value": "at night"}}]},
                {
                    "name": "Body",
                    "values": [
                        {"id": "body.leg", "name": {"value": "leg", "synonyms": ["legs"]}},
                        {"id": "body.calf", "name": {"value": "calf", "synonyms": ["calves"]}},
                    ],
                },
            ],
            "modelConfiguration": {"fallbackIntentSensitivity": {"level": "MEDIUM"}},
        },
        "dialog": {
            "delegationStrategy": "SKILL_RESPONSE",
            "intents": [
                {
                    "name": "WhyPhraseIntent",
                    "delegationStrategy": "SKILL_RESPONSE",
                    "slots": [
                        {
                            "name": "phrase",
                            "type": PHRASE,
                            "elicitationRequired": True,
                            "prompts": {"elicitation": "Elicit.phrase"},
                        }
                    ],
                }
            ],
        },
        "prompts": [{"id": "Elicit.phrase", "variations": [{"type": "PlainText", "value": "What is it?"}]}],
        "_nameFreeInteraction": {
            "ingressPoints": [
                {"type": "LAUNCH", "sampleUtterances": [{"format": "RAW_TEXT", "value": "help me with cramps"}]},
                {
                    "type": "INTENT",
                    "name": "CauseIntent",
                    "sampleUtterances": [{"format": "RAW_TEXT", "value": "why do i get cramps"}],
                },
            ]
        },
    }
}


def way_in(at: int, **changes: Any) -> Break:
    """A way in without the skill's name, changed."""
    return lambda model: model["interactionModel"]["_nameFreeInteraction"]["ingressPoints"][at].update(changes)


def phrase(text: str, at: int = 1) -> Break:
    """One more phrase for a way in."""

    def change(model: Model) -> None:
        point = model["interactionModel"]["_nameFreeInteraction"]["ingressPoints"][at]
        point["sampleUtterances"].append({"format": "RAW_TEXT", "value": text})

    return change


def called(name: str) -> Break:
    """Another invocation name."""
    return lambda model: language(model).update(invocationName=name)


def sample(text: str, intent: str = "CauseIntent") -> Break:
    """One more sample."""
    return lambda model: intents(model)[intent]["samples"].append(text)


def slot(name: str, kind: str, intent: str = "CauseIntent") -> Break:
    """One more slot, and a sample that uses it."""

    def change(model: Model) -> None:
        intents(model)[intent]["slots"].append({"name": name, "type": kind})
        intents(model)[intent]["samples"].append(f"cramps {{{name}}}")

    return change


def value(*phrases: str, finding: str | None = "body.foot") -> Break:
    """One more value of the type Body."""
    row = {"id": finding, "name": {"value": phrases[0], "synonyms": list(phrases[1:])}}
    return lambda model: types(model)[1]["values"].append(row)


def dialog_slot(**change: Any) -> Break:
    """The slot in the dialog, changed."""
    return lambda model: dialog(model)["intents"][0]["slots"][0].update(change)


def renamed(old: str, new: str) -> Break:
    """An intent with another name."""
    return lambda model: intents(model)[old].update(name=new)


BROKEN: list[tuple[Check, Break]] = [
    (shape, lambda m: m.update(invocationName="leg cramp helper")),
    (shape, lambda m: intents(m)["CauseIntent"].update(sample=[])),
    (shape, lambda m: intents(m)["CauseIntent"].pop("samples")),
    (shape, lambda m: slots(intents(m)["CauseIntent"])["body"].update(multipleValues=True)),
    (shape, lambda m: types(m)[0]["values"][0].update(synonyms=["nights"])),
    (shape, lambda m: types(m)[0]["values"][0].pop("id")),
    (shape, lambda m: dialog(m)["intents"][0]["slots"][0].pop("prompts")),
    (shape, lambda m: prompts(m)[0]["variations"][0].update(text="What?")),
    (size, lambda m: language(m).update(types=[{"name": "x" * MAX_BYTES}])),
    (invocation_name, called("Leg Cramp Helper")),
    (invocation_name, called("leg cramp 2")),
    (invocation_name, called("leg-cramp helper")),
    (invocation_name, called("cramps")),
    (invocation_name, called("help with my leg cramp")),
    (invocation_name, called("the cramp")),
    (invocation_name, called("leg cramp skill")),
    (invocation_name, called("alexa leg cramp")),
    (invocation_name, called("ask leg cramp")),
    (invocation_name, called("help for cramps")),
    (invocation_name, called("leg cramp. helper")),
    (invocation_name, called("legs " * 12 + "cramp")),
    (sensitivity, lambda m: language(m).pop("modelConfiguration")),
    (
        sensitivity,
        lambda m: language(m)["modelConfiguration"]["fallbackIntentSensitivity"].update(level="MID"),
    ),
    (names, renamed("CauseIntent", "Cause2Intent")),
    (names, renamed("CauseIntent", "Cause__Intent")),
    (names, renamed("CauseIntent", "Cause_")),
    (names, slot("when_2", "Time")),
    (names, lambda m: types(m)[0].update(name="Time.Of.Day")),
    (unique_names, renamed("CauseIntent", "WhyPhraseIntent")),
    (unique_names, slot("body", "Body")),
    (unique_names, lambda m: types(m)[0].update(name="body")),
    (unique_names, lambda m: prompts(m).extend(prompts(m))),
    *((required_intents, renamed(name, "AMAZON.MoreIntent")) for name in sorted(REQUIRED)),
    (required_intents, renamed("CauseIntent", "AMAZON.YesIntent")),
    (slot_types, slot("activity", "Activity")),
    (slot_types, slot("activity", "AMAZON.Sport")),
    (slot_types, slot("phrase", "Time")),
    (slot_types, lambda m: types(m).append({"name": "Unused", "values": [{}]})),
    (slot_use, sample("my {calf} cramps")),
    (slot_use, sample("my {body} cramps and my {body} too")),
    (slot_use, lambda m: intents(m)["CauseIntent"]["slots"].append({"name": "x", "type": "Time"})),
    (type_values, lambda m: types(m)[0]["values"].clear()),
    (type_values, value("foot", finding="body.leg")),
    (type_values, value("Leg")),
    (type_values, value("foot", "Calves")),
    (type_values, value("foot", "foot")),
    (type_values, value("x" * (MAX_VALUE + 1))),
    (type_values, value("foot", "x" * (MAX_VALUE + 1))),
    (type_values, value("")),
    (type_values, value("foot", "the foot (left)")),
    (type_values, value("foot", "2 feet")),
    (type_values, value("foot", finding="")),
    (type_values, value("foot", finding=None)),
    *((sample_characters, sample(f"why is it{mark}")) for mark in '?!,/():;"_&1.'),
    (sample_characters, sample("why  is it")),
    (sample_characters, sample(" why is it")),
    (sample_characters, sample("why {body")),
    (sample_text, sample("{body}")),
    (sample_text, sample("{body} {when}")),
    (sample_text, sample("")),
    *((sample_text, sample(f"{word} my legs")) for word in sorted(NOT_FIRST)),
    (sample_text, sample("About my legs")),
    (sample_text, lambda m: intents(m)["CauseIntent"]["samples"].clear()),
    (duplicate_samples, sample("What's that")),
    (duplicate_samples, sample("why do  my {body} cramp {when}", "WhyPhraseIntent")),
    (phrase_slots, sample("{phrase}", "WhyPhraseIntent")),
    (phrase_slots, sample(" {phrase} ", "WhyPhraseIntent")),
    (phrase_slots, sample("why", "WhyPhraseIntent")),
    (phrase_slots, slot("when", "Time", "WhyPhraseIntent")),
    (dialog_slots, dialog_slot(name="question")),
    (dialog_slots, dialog_slot(type="Time")),
    (dialog_slots, lambda m: dialog(m)["intents"][0].update(name="OpenIntent")),
    (dialog_slots, lambda m: dialog(m)["intents"].clear()),
    (dialog_slots, lambda m: dialog(m).update(delegationStrategy="NEVER")),
    (dialog_slots, lambda m: dialog(m)["intents"][0].pop("delegationStrategy")),
    (prompt_use, dialog_slot(prompts={})),
    (prompt_use, dialog_slot(prompts={"elicitation": "Elicit.other"})),
    (prompt_use, dialog_slot(confirmationRequired=True)),
    (prompt_use, lambda m: prompts(m).clear()),
    (
        prompt_use,
        lambda m: prompts(m).append({"id": "Unused", "variations": prompts(m)[0]["variations"]}),
    ),
    (prompt_use, lambda m: prompts(m)[0]["variations"].clear()),
    (prompt_use, lambda m: prompts(m)[0]["variations"][0].update(type="Text")),
    (prompt_use, lambda m: prompts(m)[0]["variations"][0].update(value=" ")),
    (name_free, way_in(0, name="CauseIntent")),
    (name_free, way_in(0, type="OTHER")),
    (name_free, way_in(1, name="OtherIntent")),
    (name_free, way_in(1, type="EVENT")),
    (name_free, way_in(1, sampleUtterances=[])),
    (name_free, way_in(1, sampleUtterances=[{"format": "RAW_TEXT", "value": f"why {c} cramps"} for c in "abcdef"])),
    (name_free, way_in(1, sampleUtterances=[{"format": "SSML", "value": "why do i get cramps"}])),
    (name_free, phrase("why does my {body} cramp")),
    (name_free, phrase("cramps")),
    (name_free, phrase("ask leg cramp helper why")),
    (name_free, phrase("help me with cramps")),
]


@pytest.mark.parametrize("check", CHECKS)
def test_check_accepts_a_good_model(check: Check) -> None:
    assert list(check(GOOD)) == []


@pytest.mark.parametrize(("check", "change"), BROKEN)
def test_check_notices(check: Check, change: Break) -> None:
    model = deepcopy(GOOD)
    change(model)
    assert list(check(model))


def test_every_check_is_shown_to_fail() -> None:
    assert {check.__name__ for check, _ in BROKEN} == {check.__name__ for check in CHECKS}


def test_checks_across_locales_notice() -> None:
    other, fewer = deepcopy(GOOD), deepcopy(GOOD)
    intents(fewer)["CauseIntent"]["slots"].pop()
    renamed("CauseIntent", "OtherIntent")(other)
    assert not list(same_intents({"en-US": GOOD, "en-GB": deepcopy(GOOD)}))
    assert list(same_intents({"en-US": GOOD, "en-GB": other}))
    assert list(same_intents({"en-US": GOOD, "en-GB": fewer}))
    assert not list(sensitivity_by_locale({"en-US": GOOD, "de-DE": GOOD}))
    assert list(sensitivity_by_locale({"en-US": GOOD, "fr-FR": GOOD}))
