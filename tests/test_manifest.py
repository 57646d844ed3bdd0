"""skill.json keeps the store's rules, those too that no tool checks before an upload.

Each check is a function from a manifest to what is wrong in it. It runs over skill.json as it is, and over
copies with one thing broken, in which it has to find something.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest

from tests.support import SCREENS
from workbench.content import CONTENT, read
from workbench.manifest import build_manifest

Manifest = dict[str, Any]
Problems = Iterator[str]
Check = Callable[[Manifest], Problems]
Break = Callable[[Manifest], object]

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "interaction_models"
LOCALES = ("en-US", "en-GB", "en-AU", "en-CA", "en-IN")
EMERGENCY = {"en-US": "911", "en-GB": "999", "en-AU": "000", "en-CA": "911", "en-IN": "112"}
ICONS = {"smallIconUri": 108, "largeIconUri": 512}
ICON_FOLDER = "file://assets/images/"
DISCLAIMER = (
    "does not provide medical advice",
    "informational and educational purposes only",
    "not a substitute for professional medical advice",
)
ANSWERS = {
    "allowsPurchases": False,
    "usesPersonalInfo": False,
    "isChildDirected": False,
    "isExportCompliant": True,
    "containsAds": False,
}
# Fewest and most characters of the texts of a locale.
LENGTHS = {"name": (2, 50), "summary": (1, 160), "description": (1, 4000), "updatesDescription": (0, 4000)}
MAX_INSTRUCTIONS = 4000
EXAMPLES = 3
MAX_EXAMPLE = 200
MAX_KEYWORDS = 30
MAX_KEYWORD = 150
OVERCLAIM = re.compile(
    r"\b(cur(e|es|ed|ing)|treat(s|ed|ing)?|guarante\w+|life[- ]?saving|sav\w+ lives?|miracle)\b", re.I
)
# Of the schema of the Skill Management API: the modes of a viewport, and the bounds of its size.
MODES = ("HUB", "TV", "MOBILE", "PC", "AUTO")
RANGE = ("minWidth", "maxWidth", "minHeight", "maxHeight")
NOT_IN_EXAMPLES = re.compile(r"[^\w\s.?:,'-]")

# Amazon refuses a key that it does not know. Only those that this skill may have: no endpoint (publishing
# adds it), no permissions, no events. "*" stands for any locale.
TEXT = None
KEYS: dict[str, Any] = {
    "manifest": {
        "manifestVersion": TEXT,
        "publishingInformation": {
            **dict.fromkeys(("category", "distributionMode", "isAvailableWorldwide", "testingInstructions")),
            "locales": {"*": dict.fromkeys((*LENGTHS, *ICONS, "examplePhrases", "keywords"))},
        },
        "privacyAndCompliance": {
            **dict.fromkeys(ANSWERS),
            "locales": {"*": {"privacyPolicyUrl": TEXT, "termsOfUseUrl": TEXT}},
        },
        "apis": {"custom": {"interfaces": TEXT}},
    }
}


def publishing(manifest: Manifest) -> dict[str, Any]:
    """What the store shows."""
    part: dict[str, Any] = manifest["manifest"]["publishingInformation"]
    return part


def privacy(manifest: Manifest) -> dict[str, Any]:
    """The answers about privacy."""
    part: dict[str, Any] = manifest["manifest"]["privacyAndCompliance"]
    return part


def texts(value: Any) -> Iterator[str]:
    """All texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


@cache
def invocation(locale: str) -> str:
    """The invocation name in the interaction model of a locale."""
    model = json.loads((MODELS / f"{locale}.json").read_text("utf-8"))
    return str(model["interactionModel"]["languageModel"]["invocationName"])


@cache
def respelt(locale: str) -> frozenset[str]:
    """The words that a locale writes in another way."""
    return frozenset(read(CONTENT / "locales" / f"{locale}.yaml").data["spelling"])


def png_size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG file; zeros if it is none."""
    head = path.read_bytes()[:24]
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        return 0, 0
    width, height = struct.unpack(">II", head[16:24])
    return width, height


# --- the checks


def known_keys(manifest: Manifest) -> Problems:
    """No key that Amazon does not know."""
    yield from _unknown(manifest, KEYS, "")


def _unknown(value: Any, known: dict[str, Any], path: str) -> Problems:
    for key, inner in value.items():
        if key not in known and "*" not in known:
            yield f"{path}{key}: no such key"
        elif deeper := known.get(key, known.get("*")):
            yield from _unknown(inner, deeper, f"{path}{key}.")


def whole(manifest: Manifest) -> Problems:
    """The version, the category, where it is published, and what the reviewers are told."""
    if manifest["manifest"].get("manifestVersion") != "1.0":
        yield "manifestVersion is not 1.0"
    part = publishing(manifest)
    for key, value in (("category", "HEALTH_AND_FITNESS"), ("distributionMode", "PUBLIC")):
        if part.get(key) != value:
            yield f"{key} is not {value}"
    if part.get("isAvailableWorldwide") is not True:
        yield "not available worldwide, and no countries are named"
    if not 0 < len(part.get("testingInstructions", "")) <= MAX_INSTRUCTIONS:
        yield "testingInstructions are missing or too long"
    if "custom" not in manifest["manifest"].get("apis", {}):
        yield "no custom skill"


def locales(manifest: Manifest) -> Problems:
    """The same locales everywhere: in the store, in the privacy answers, and as interaction models."""
    models = {path.stem for path in MODELS.glob("*.json")}
    for name, part in (("store", publishing(manifest)), ("privacy", privacy(manifest))):
        if set(part.get("locales", ())) != models:
            yield f"{name}: {sorted(part.get('locales', ()))}, but models for {sorted(models)}"


def lengths(manifest: Manifest) -> Problems:
    """Every text is there, and none is too long."""
    for locale, row in publishing(manifest)["locales"].items():
        for key, (least, most) in LENGTHS.items():
            if not least <= len(row.get(key, "").strip()) or len(row.get(key, "")) > most:
                yield f"{locale}: {key} has not {least} to {most} characters"


def keywords(manifest: Manifest) -> Problems:
    """Not too many keywords, none too long, none twice."""
    for locale, row in publishing(manifest)["locales"].items():
        words = row.get("keywords", [])
        if not 0 < len(words) <= MAX_KEYWORDS:
            yield f"{locale}: {len(words)} keywords"
        if len({word.casefold() for word in words}) != len(words):
            yield f"{locale}: a keyword stands there twice"
        if any(not 0 < len(word) <= MAX_KEYWORD for word in words):
            yield f"{locale}: a keyword is empty or too long"


def examples(manifest: Manifest) -> Problems:
    """Three phrases; the first opens the skill by its exact name, and so does whatever calls Alexa."""
    for locale, row in publishing(manifest)["locales"].items():
        name = re.escape(invocation(locale))
        phrases = row.get("examplePhrases", [])
        if len(phrases) != EXAMPLES or len(set(map(str.casefold, phrases))) != EXAMPLES:
            yield f"{locale}: not {EXAMPLES} different phrases"
        if not phrases or not re.fullmatch(rf"Alexa, (open|start|launch) {name}\.", phrases[0]):
            yield f"{locale}: the first phrase does not open the skill by its name"
        for phrase in phrases:
            if len(phrase) > MAX_EXAMPLE:
                yield f"{locale}: {phrase!r} is too long"
            if found := NOT_IN_EXAMPLES.search(phrase):
                yield f"{locale}: {phrase!r} holds {found.group()!r}"
            if not re.search(r"\w[.?]$", phrase):
                yield f"{locale}: {phrase!r} ends neither with a period nor with a question mark"
            if re.search(r"\benable", phrase, re.I):
                yield f"{locale}: {phrase!r} says enable"
            called = re.match(r"alexa\b", phrase, re.I)
            right = rf"Alexa, ((open|start|launch) {name}|ask {name},? [a-z].*)[.?]"
            if called and not re.fullmatch(right, phrase):
                yield f"{locale}: {phrase!r} does not call the skill as people do"


def names(manifest: Manifest) -> Problems:
    """The name in the store is the invocation name, and none that Amazon keeps for itself."""
    for locale, row in publishing(manifest)["locales"].items():
        name = row.get("name", "").casefold()
        if name != invocation(locale):
            yield f"{locale}: {name!r} is not the invocation name"
        if found := re.search(r"\b(alexa|amazon|echo|skill|app)\b", name):
            yield f"{locale}: {found.group()!r} in the name"


def disclaimers(manifest: Manifest) -> Problems:
    """Every description says that it is no medical advice, and whom to call in an emergency there."""
    for locale, row in publishing(manifest)["locales"].items():
        description = " ".join(row.get("description", "").split())
        for part in DISCLAIMER:
            if part not in description:
                yield f"{locale}: the description lacks {part!r}"
        number = EMERGENCY.get(locale)
        if not number or not re.search(rf"medical emergency, call {number}\b", description):
            yield f"{locale}: the description lacks the emergency number"


def claims(manifest: Manifest) -> Problems:
    """Nothing is promised, and no life is saved."""
    for text in texts(publishing(manifest)):
        if found := OVERCLAIM.search(text):
            yield f"claims too much: {found.group()!r}"


def spelling(manifest: Manifest) -> Problems:
    """The texts are shared by the locales, so no word in them is one that a locale spells differently."""
    for locale, row in publishing(manifest)["locales"].items():
        for text in texts(row):
            for word in respelt(locale):
                if re.search(rf"\b{re.escape(word)}\b", text, re.I):
                    yield f"{locale}: spells {word!r} differently"


def placeholders(manifest: Manifest) -> Problems:
    """No term was left unfilled."""
    for text in texts(manifest):
        if found := re.search(r"[{}]", text):
            yield f"{found.group()!r} in {text[:40]!r}"


def icons(manifest: Manifest) -> Problems:
    """Both icons lie where the manifest says, as PNG of the exact size."""
    for locale, row in publishing(manifest)["locales"].items():
        for key, size in ICONS.items():
            uri = row.get(key, "")
            path = ROOT / uri.removeprefix("file://")
            if not uri.startswith(ICON_FOLDER) or not path.is_file():
                yield f"{locale}: no picture at {uri!r}"
            elif png_size(path) != (size, size):
                yield f"{locale}: {path.name} is {png_size(path)}, not {size} by {size}"


def answers(manifest: Manifest) -> Problems:
    """The answers about privacy are booleans, and true of a skill that keeps nothing."""
    for key, value in ANSWERS.items():
        if privacy(manifest).get(key) is not value:
            yield f"{key} is not {value}"


def policies(manifest: Manifest) -> Problems:
    """A privacy policy for every locale, at an address without Alexa in the name of the site."""
    for locale, row in privacy(manifest)["locales"].items():
        address = urlparse(row.get("privacyPolicyUrl", ""))
        host = address.hostname or ""
        if address.scheme != "https" or "." not in host or "alexa" in host:
            yield f"{locale}: no address of a privacy policy"


def interfaces(manifest: Manifest) -> Problems:
    """Screens are asked for, in ranges that Amazon's schema takes, and all that the skill is drawn for are in them.

    Beside them stands, with nothing but its type, the question whether the skill could answer.
    """
    found = manifest["manifest"]["apis"].get("custom", {}).get("interfaces", [])
    types = [one.get("type") for one in found]
    if types != ["ALEXA_PRESENTATION_APL", "CAN_FULFILL_INTENT_REQUEST"] or len(found[1]) != 1:
        yield "not the interfaces that the skill has"
        return
    viewports = found[0].get("supportedViewports", [])
    for viewport in viewports:
        if viewport.keys() != {"mode", "shape", *RANGE}:
            yield f"not the keys of a viewport: {viewport}"
            return
        if viewport["mode"] not in MODES or viewport["shape"] not in ("RECTANGLE", "ROUND"):
            yield f"no such device: {viewport}"
        if any(type(viewport[key]) is not int or viewport[key] < 1 for key in RANGE):
            yield f"sizes are whole numbers from one: {viewport}"
            return
    for name, (width, height, mode, shape) in SCREENS.items():
        if not any(
            (viewport["mode"], viewport["shape"]) == (mode, shape)
            and viewport["minWidth"] <= width <= viewport["maxWidth"]
            and viewport["minHeight"] <= height <= viewport["maxHeight"]
            for viewport in viewports
        ):
            yield f"{name} is left out"


CHECKS: tuple[Check, ...] = (
    known_keys,
    whole,
    locales,
    lengths,
    keywords,
    examples,
    names,
    disclaimers,
    claims,
    spelling,
    placeholders,
    icons,
    answers,
    policies,
    interfaces,
)


def skill() -> Manifest:
    """skill.json as it stands in the repository."""
    manifest: Manifest = json.loads((ROOT / "skill.json").read_text("utf-8"))
    return manifest


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_skill_json(check: Check) -> None:
    assert list(check(skill())) == []


# --- each check finds what it is there for


def british(key: str, value: Any) -> Break:
    """Breaks a text of one locale."""
    return lambda manifest: publishing(manifest)["locales"]["en-GB"].update({key: value})


def store(key: str, value: Any) -> Break:
    """Breaks what is published in all locales."""
    return lambda manifest: publishing(manifest).update({key: value})


def answer(key: str, value: Any) -> Break:
    """Breaks an answer about privacy."""
    return lambda manifest: privacy(manifest).update({key: value})


def edited(key: str, old: str, new: str) -> Break:
    """Breaks a text of one locale in one place."""

    def edit(manifest: Manifest) -> None:
        row = publishing(manifest)["locales"]["en-GB"]
        assert old in row[key]
        row[key] = row[key].replace(old, new)

    return edit


def phrases(*three: str) -> Break:
    """Breaks the example phrases of one locale."""
    return british("examplePhrases", list(three))


def screens(key: str, value: Any) -> Break:
    """Breaks a part of the interface for screens."""
    return lambda manifest: manifest["manifest"]["apis"]["custom"]["interfaces"][0].update({key: value})


def viewport(at: int, key: str, value: Any) -> Break:
    """Breaks one of the viewports."""

    def edit(manifest: Manifest) -> None:
        found = manifest["manifest"]["apis"]["custom"]["interfaces"][0]["supportedViewports"]
        found[at][key] = value

    return edit


OPEN, ASK, FREE = "Alexa, open leg cramp helper.", "Alexa, ask leg cramp helper why.", "Does magnesium help?"
BROKEN: list[tuple[Check, Break]] = [
    (known_keys, answer("privacyPolicyUrl", "https://example.com")),
    (known_keys, british("sumary", "Ask about cramps.")),
    (known_keys, lambda m: m["manifest"]["apis"]["custom"].update(endpoint={"uri": "arn:aws:lambda:x"})),
    (known_keys, lambda m: m["manifest"].update(permissions=[])),
    (whole, lambda m: m["manifest"].update(manifestVersion="1.1")),
    (whole, store("category", "MEDICAL")),
    (whole, store("distributionMode", "public")),
    (whole, store("isAvailableWorldwide", "true")),
    (whole, store("testingInstructions", "x" * 4001)),
    (whole, store("testingInstructions", "")),
    (whole, lambda m: m["manifest"]["apis"].clear()),
    (locales, lambda m: publishing(m)["locales"].pop("en-GB")),
    (locales, lambda m: privacy(m)["locales"].pop("en-GB")),
    (locales, lambda m: publishing(m)["locales"].update({"de-DE": {}})),
    (lengths, british("name", "L")),
    (lengths, british("summary", "x" * 161)),
    (lengths, british("summary", " ")),
    (lengths, british("description", "x" * 4001)),
    (lengths, british("updatesDescription", "x" * 4001)),
    (keywords, british("keywords", [f"cramp {n}" for n in range(31)])),
    (keywords, british("keywords", ["cramp", "Cramp"])),
    (keywords, british("keywords", ["x" * 151])),
    (keywords, british("keywords", [])),
    (examples, phrases(OPEN, ASK)),
    (examples, phrases(OPEN, ASK, ASK)),
    (examples, phrases(ASK, OPEN, FREE)),
    (examples, phrases("Alexa open leg cramp helper.", ASK, FREE)),
    (examples, phrases("Alexa, open leg cramps helper.", ASK, FREE)),
    (examples, phrases(OPEN, "Alexa, ask cramp helper why my legs cramp.", FREE)),
    (examples, phrases(OPEN, "Alexa, why do my legs cramp?", FREE)),
    (examples, phrases(OPEN, ASK, "Does magnesium help")),
    (examples, phrases(OPEN, ASK, "Does magnesium help!")),
    (examples, phrases(OPEN, ASK, "Does \u201cmagnesium\u201d help?")),
    (examples, phrases(OPEN, ASK, "Enable cramp help.")),
    (examples, phrases(OPEN, ASK, "x" * 200 + ".")),
    (names, british("name", "Leg Cramp Helper Alexa skill")),
    (names, british("name", "Cramp Helper")),
    (disclaimers, edited("description", "not a substitute", "a substitute")),
    (disclaimers, edited("description", "medical emergency, call 999", "medical emergency, call 911")),
    (disclaimers, british("description", "Ask why your legs cramp.")),
    (claims, british("summary", "Cures leg cramps.")),
    (claims, british("keywords", ["treat cramps"])),
    (claims, british("description", "Relief guaranteed.")),
    (claims, store("testingInstructions", "It gives life-saving help.")),
    (spelling, british("summary", "Why is my leg gray?")),
    (spelling, british("keywords", ["Anemia"])),
    (placeholders, british("summary", "Call {emergency}.")),
    (icons, british("smallIconUri", "file://assets/images/icon_512.png")),
    (icons, british("largeIconUri", "file://assets/images/none.png")),
    (icons, british("largeIconUri", "assets/images/icon_512.png")),
    (icons, british("largeIconUri", "file://assets/images/../icon.svg")),
    *((answers, answer(key, not value)) for key, value in ANSWERS.items()),
    (answers, answer("containsAds", "false")),
    (policies, lambda m: privacy(m)["locales"]["en-GB"].clear()),
    (policies, lambda m: privacy(m)["locales"]["en-GB"].update(privacyPolicyUrl="http://example.com/")),
    (policies, lambda m: privacy(m)["locales"]["en-GB"].update(privacyPolicyUrl="https://alexa.example.com/")),
    (interfaces, lambda m: m["manifest"]["apis"]["custom"].clear()),
    (interfaces, screens("type", "ALEXA_PRESENTATION_HTML")),
    (interfaces, lambda m: m["manifest"]["apis"]["custom"]["interfaces"].pop()),
    (interfaces, lambda m: m["manifest"]["apis"]["custom"]["interfaces"][1].update(since=1)),
    (interfaces, screens("supportedViewports", [])),
    (interfaces, viewport(0, "shape", "CIRCLE")),
    (interfaces, viewport(0, "mode", "WATCH")),
    (interfaces, viewport(0, "minWidth", 0)),
    (interfaces, viewport(0, "maxWidth", "599")),
    (interfaces, viewport(0, "depth", 3)),
    (interfaces, viewport(0, "maxWidth", 479)),
    (interfaces, viewport(5, "minHeight", 541)),
]


@pytest.mark.parametrize(("check", "spoil"), BROKEN)
def test_a_broken_manifest_is_found(check: Check, spoil: Break) -> None:
    manifest = deepcopy(skill())
    spoil(manifest)
    assert list(check(manifest))


def test_every_check_can_fail() -> None:
    assert {check for check, _ in BROKEN} == set(CHECKS)


# --- how it is built


def test_terms_are_filled_in_as_they_are_written() -> None:
    content = {
        "apis": {"custom": {}},
        "store": {"free": True},
        "localized": {"store": {"text": "Call {emergency}.", "list": ["{doctor}"]}},
    }
    words = {"terms": {"emergency": "nine one one", "doctor": "GP"}, "on_card": {"nine one one": "911"}}
    assert build_manifest(content, {"en-US": words}) == {
        "manifest": {
            "manifestVersion": "1.0",
            "apis": {"custom": {}},
            "store": {"free": True, "locales": {"en-US": {"text": "Call 911.", "list": ["GP"]}}},
        }
    }


def test_a_term_that_a_locale_lacks_is_an_error() -> None:
    content = {"store": {}, "localized": {"store": {"text": "Call {emergancy}."}}}
    with pytest.raises(KeyError, match="emergancy"):
        build_manifest(content, {"en-US": {"terms": {"emergency": "nine one one"}, "on_card": {}}})


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_the_terms_of_the_base(locale: str) -> None:
    base, own = (read(CONTENT / "locales" / f"{name}.yaml").data for name in ("en-US", locale))
    assert own["terms"].keys() == base["terms"].keys()
    assert EMERGENCY[locale] in own["on_card"].values()
