"""A stand-in for Alexa's understanding, and for the requests that Alexa sends.

It knows the interaction model and nothing else. It understands less than Alexa does: an utterance
has to match a sample word for word, and a slot takes only values that the model lists. What no
sample matches is heard through the carrier of a phrase slot; the rest is ``AMAZON.FallbackIntent``.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workbench.devices import APL, SPEAKER, Device

PHRASE = "AMAZON.SearchQuery"
FALLBACK = "AMAZON.FallbackIntent"

# The usual ways to say what Alexa understands by itself; only intents of the model count.
BUILT_INS: Mapping[str, str] = {
    "AMAZON.YesIntent": """
        yes, yeah, yep, yup, yes please, yeah please, please, please do, sure, yes sure,
        yeah sure, sure thing, ok, okay, ok sure, okay sure, of course, go ahead, sounds
        good, all right, alright, why not, definitely, absolutely, do it, i do, yes i do, i
        would, yes i would, uh huh""",
    "AMAZON.NoIntent": """
        no, nope, nah, no thanks, no thank you, not now, no not now, not right now, not
        really, no way, no i don't, i don't think so, no that's okay, uh uh""",
    "AMAZON.RepeatIntent": """
        repeat, repeat that, repeat it, repeat please, please repeat, please repeat that,
        again, say that again, say it again, say again, say that again please, again please,
        one more time, once more, can you repeat that, can you say that again, could you
        repeat that, could you say that again, what did you say, what was that, pardon,
        pardon me, come again""",
    "AMAZON.NextIntent": """
        next, next please, next one, the next one, next step, the next step, what's next,
        skip, skip it, skip this, go to the next step, what's the next step""",
    "AMAZON.PreviousIntent": """
        previous, previous one, the previous one, previous step, the previous step, go back,
        back, back up, last step, one back, step back, go to the previous step""",
    "AMAZON.StartOverIntent": """
        start over, start again, restart, begin again, start from the beginning, from the
        beginning, from the top, let's start over, let's start again, go back to the start""",
    "AMAZON.HelpIntent": """
        help, help me, i need help, can you help, can you help me, what can i ask, what can
        i ask you, what can i say, what do i say, what can you do, what do you do, how does
        this work, how do i use this, how do you work, what are my options, what can you
        help with, what can you help me with""",
    "AMAZON.StopIntent": """
        stop, stop it, stop now, please stop, stop talking, off, shut up, quiet, be quiet,
        exit, quit, goodbye, good bye, bye, bye bye, good night, end, finish, close, enough,
        that's enough, that's all, that is all, that's it, i'm done, we're done, thanks
        that's all, thank you that's all""",
    "AMAZON.CancelIntent": """
        cancel, cancel that, cancel it, never mind, nevermind, forget it, forget about it""",
    "AMAZON.NavigateHomeIntent": "go home, home, go to home, go to the home screen",
}

_OPENING = ("open", "start", "launch", "begin", "run", "use", "load", "play")
_ASKING = ("ask", "tell")
# What may stand between the name and the question, and is no part of it.
_JOINING = ("to", "about", "for", "if", "that", "whether")

_ABBREVIATION = re.compile(r"\b(?:[a-z]\.\s?)*[a-z]\.(?=\s|$|[a-z])")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|\{\w+\}")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc`", "''''")
_AND = "and"

Span = tuple[int, "Value"]


@dataclass(frozen=True)
class Value:
    """A value of a slot type: the finding that is its id, and its name."""

    id: str
    name: str


@dataclass(frozen=True)
class Sample:
    """A sample as a row of words; a slot stands in it as ``{name}``."""

    intent: str
    words: tuple[str, ...]
    order: int

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of its slots."""
        return tuple(word[1:-1] for word in self.words if word[0] == "{")

    @property
    def literals(self) -> tuple[str, ...]:
        """Its words that are said as they stand."""
        return tuple(word for word in self.words if word[0] != "{")


@dataclass(frozen=True)
class Understood:
    """What was understood: an intent with its slots as they stand in a request.

    ``dialog_state`` is set for an intent that the dialog model knows.
    """

    intent: str
    slots: dict[str, Any] = field(default_factory=dict)
    dialog_state: str | None = None


class _Prepared:
    """A model, indexed by words."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.model = model
        language = model["interactionModel"]["languageModel"]
        self.slots: dict[str, dict[str, Any]] = {
            intent["name"]: {slot["name"]: slot for slot in intent.get("slots", ())} for intent in language["intents"]
        }
        self.phrases: dict[str, dict[tuple[str, ...], Value]] = {}
        for kind in language.get("types", ()):
            self.phrases[kind["name"]] = dict(_phrases(kind))
        self.longest = {name: max(map(len, phrases), default=0) for name, phrases in self.phrases.items()}
        self.dialog = {
            (intent["name"], slot["name"])
            for intent in model["interactionModel"].get("dialog", {}).get("intents", ())
            for slot in intent["slots"]
        }
        self.built_ins = {
            tuple(words_of(said)): name
            for name, ways in BUILT_INS.items()
            if name in self.slots
            for said in ways.split(",")
        }
        self.by_literal: dict[str, list[Sample]] = defaultdict(list)
        self.carriers: dict[str, list[Sample]] = defaultdict(list)
        self._index(language["intents"])

    def _index(self, intents: Sequence[Mapping[str, Any]]) -> None:
        """Files each sample under its longest literal word, by which few others stand."""
        order = 0
        for intent in intents:
            types = [slot["type"] for slot in intent.get("slots", ())]
            index = self.carriers if PHRASE in types else self.by_literal
            for text in intent.get("samples", ()):
                order += 1
                sample = Sample(intent["name"], tuple(words_of(text)), order)
                index[max(sample.literals, key=len, default="")].append(sample)

    def kind(self, intent: str, slot: str) -> str:
        """The type of a slot."""
        return str(self.slots[intent][slot]["type"])


def _phrases(kind: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Value]]:
    for value in kind["values"]:
        name = value["name"]["value"]
        for phrase in (name, *value["name"].get("synonyms", ())):
            yield tuple(words_of(phrase)), Value(value.get("id", name), name)


def words_of(text: str) -> list[str]:
    """The words of an utterance or a sample: lower case, no punctuation, "g. p." as one word."""
    lowered = text.lower().translate(_APOSTROPHES)
    joined = _ABBREVIATION.sub(lambda match: re.sub(r"[.\s]", "", match.group()) + " ", lowered)
    return _WORD.findall(joined)


_kept: list[_Prepared] = []
_KEPT = 8


def _prepare(model: Mapping[str, Any]) -> _Prepared:
    """The index of a model; those of the models last used are kept."""
    for prepared in _kept:
        if prepared.model is model:
            return prepared
    prepared = _Prepared(model)
    _kept[:] = [prepared, *_kept[: _KEPT - 1]]
    return prepared


def invoked(model: Mapping[str, Any], utterance: str) -> Sequence[str] | None:
    """What is asked of the skill by its name, or None where it is not called by its name.

    "open leg cramp helper" asks nothing: the list is empty. "ask leg cramp helper about cramps" asks "cramps" or
    "about cramps", whichever is understood.
    """
    words = words_of(utterance)
    words = words[1:] if words[:1] == ["alexa"] else words
    name = words_of(model["interactionModel"]["languageModel"]["invocationName"])
    if len(words) <= len(name) or words[1 : len(name) + 1] != name:
        return None
    verb, asked = words[0], words[len(name) + 1 :]
    if verb in _OPENING and not asked:
        return []
    if verb not in _ASKING:
        return None
    ways = [asked[1:], asked] if asked[:1] and asked[0] in _JOINING else [asked]
    return [" ".join(way) for way in ways if way]


def understand(model: dict[str, Any], utterance: str, eliciting: tuple[str, str] | None = None) -> Understood:
    """What Alexa would make of an utterance: the intent, and its slots with what they resolve to.

    ``eliciting`` is the intent and the slot that the skill asked for, if it did: the slot takes the
    whole sentence, unless that is one of the short words for a built-in intent. As with Alexa, a
    slot that is not in the model's dialog cannot be asked for.
    """
    known = _prepare(model)
    words = words_of(utterance)
    if built_in := known.built_ins.get(tuple(words)):
        return Understood(built_in)
    if eliciting and eliciting in known.dialog and words:
        intent, slot = eliciting
        return _understood(known, intent, {slot: _whole(known, intent, slot, words)}, "IN_PROGRESS")
    matched = _by_sample(known, words) or _by_carrier(known, words)
    return matched or Understood(FALLBACK)


Heard = list[tuple[str, Value | None]]


def _whole(known: _Prepared, intent: str, slot: str, words: Sequence[str]) -> Heard:
    """A whole sentence as the value of a slot."""
    phrases = known.phrases.get(known.kind(intent, slot), {})
    return [(" ".join(words), phrases.get(tuple(words)))]


def _by_sample(known: _Prepared, words: Sequence[str]) -> Understood | None:
    """The sample that matches the whole utterance with the most words of its own."""
    spans = _Spans(known, words)
    best: tuple[tuple[int, int, int], str, dict[str, Heard]] | None = None
    for sample in _candidates(known.by_literal, words):
        heard = _match(known, sample, 0, 0, spans)
        if heard is None:
            continue
        values = sum(map(len, heard.values()))
        rank = (-len(sample.literals), values, sample.order)
        if best is None or rank < best[0]:
            best = (rank, sample.intent, heard)
    return _understood(known, best[1], best[2]) if best else None


def _candidates(index: Mapping[str, list[Sample]], words: Sequence[str]) -> Iterator[Sample]:
    """The samples of which every literal word was said."""
    said = set(words)
    for word in ("", *said):
        for sample in index.get(word, ()):
            if len(sample.words) <= len(words) and said.issuperset(sample.literals):
                yield sample


class _Spans:
    """Where in an utterance the values of a slot type stand."""

    def __init__(self, known: _Prepared, words: Sequence[str]) -> None:
        self.words = words
        self._known = known
        self._found: dict[tuple[str, int], list[Span]] = {}

    def at(self, kind: str, start: int) -> list[Span]:
        """Each value of a type that starts at a word, with the word after it; the longest first."""
        if (kind, start) not in self._found:
            phrases, longest = self._known.phrases[kind], self._known.longest[kind]
            ends = range(min(start + longest, len(self.words)), start, -1)
            said = ((end, phrases.get(tuple(self.words[start:end]))) for end in ends)
            self._found[kind, start] = [(end, value) for end, value in said if value]
        return self._found[kind, start]

    def runs(self, kind: str, start: int, multiple: bool) -> Iterator[tuple[int, Heard]]:
        """Each run of values of a type that starts at a word, once for each end; "and" may join them."""
        ended: set[int] = set()
        waiting: list[tuple[int, Heard]] = [(start, [])]
        while waiting:
            at, before = waiting.pop()
            if before:
                if at in ended:
                    continue
                ended.add(at)
                yield at, before
                if not multiple:
                    continue
            after = at + 1 if before and self.words[at : at + 1] == [_AND] else at
            waiting += [
                (end, [*before, (" ".join(self.words[after:end]), value)])
                for end, value in reversed(self.at(kind, after))
            ]


def _match(known: _Prepared, sample: Sample, at: int, start: int, spans: _Spans) -> dict[str, Heard] | None:
    """The slots of a sample, from its word ``at`` on, if it matches all words from ``start`` on."""
    words = spans.words
    if at == len(sample.words):
        return {} if start == len(words) else None
    if len(sample.words) - at > len(words) - start:
        return None
    word = sample.words[at]
    if word[0] != "{":
        return _match(known, sample, at + 1, start + 1, spans) if words[start] == word else None
    slot = known.slots[sample.intent][word[1:-1]]
    multiple = slot.get("multipleValues", {}).get("enabled", False)
    for end, heard in spans.runs(slot["type"], start, multiple):
        rest = _match(known, sample, at + 1, end, spans)
        if rest is not None:
            return {slot["name"]: heard, **rest}
    return None


def _by_carrier(known: _Prepared, words: Sequence[str]) -> Understood | None:
    """The sample with a phrase slot of which the most words are said around the phrase."""
    best: tuple[tuple[int, int], str, dict[str, Heard]] | None = None
    for sample in _candidates(known.carriers, words):
        slot = f"{{{sample.slots[0]}}}"
        before = sample.words.index(slot)
        after = len(words) - (len(sample.words) - before - 1)
        around = (*words[:before], slot, *words[after:])
        rank = (-len(sample.literals), sample.order)
        if around == sample.words and before < after and (best is None or rank < best[0]):
            best = (rank, sample.intent, {slot[1:-1]: [(" ".join(words[before:after]), None)]})
    return _understood(known, best[1], best[2]) if best else None


def _understood(
    known: _Prepared, intent: str, heard: Mapping[str, Heard], dialog_state: str | None = None
) -> Understood:
    """An intent with all its slots; those that were not said have no value."""
    slots = {name: _slot(name, slot["type"], heard.get(name, [])) for name, slot in known.slots[intent].items()}
    if any(len(values) > 1 for values in heard.values()):
        slots["__Conjunction"] = _slot("__Conjunction", PHRASE, [(_AND, None)])
    started = "STARTED" if any(name == intent for name, _ in known.dialog) else None
    return Understood(intent, slots, dialog_state or started)


def _slot(name: str, kind: str, heard: Heard) -> dict[str, Any]:
    """A slot as it stands in a request."""
    slot: dict[str, Any] = {"name": name, "confirmationStatus": "NONE"}
    values = [_simple(kind, text, value) for text, value in heard]
    if not values:
        return slot
    slot["source"] = "USER"
    if len(values) > 1:
        return slot | {"slotValue": {"type": "List", "values": values}}
    said = {key: part for key, part in values[0].items() if key != "type"}
    return slot | said | {"slotValue": values[0]}


def _simple(kind: str, text: str, value: Value | None) -> dict[str, Any]:
    simple: dict[str, Any] = {"type": "Simple", "value": text}
    if kind.startswith("AMAZON."):
        return simple
    resolution: dict[str, Any] = {
        "authority": f"amzn1.er-authority.echo-sdk.{_SKILL}.{kind}",
        "status": {"code": "ER_SUCCESS_MATCH" if value else "ER_SUCCESS_NO_MATCH"},
    }
    if value:
        resolution["values"] = [{"value": {"name": value.name, "id": value.id}}]
    return simple | {"resolutions": {"resolutionsPerAuthority": [resolution]}}


_SKILL = "amzn1.ask.skill.local"


@dataclass(frozen=True)
class Touch:
    """A touch on a screen, as the device reports it; ``token`` is that of the document that it shows."""

    arguments: Sequence[Any]
    token: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)


def request(
    done: Understood | Touch | None,
    *,
    locale: str = "en-US",
    attributes: Mapping[str, Any] | None = None,
    new: bool = True,
    session_id: str = "amzn1.echo-api.session.local",
    device: Device = SPEAKER,
    at: datetime | None = None,
) -> dict[str, Any]:
    """The request that Alexa would send for what was understood or touched, or, for None, to open the skill.

    ``attributes`` are the session attributes of the last response; ``at``: when, with its zone; now by default.
    """
    application, user = {"applicationId": _SKILL}, {"userId": "amzn1.ask.account.local"}
    context: dict[str, Any] = {
        "System": {
            "application": application,
            "user": user,
            "device": {"deviceId": "amzn1.ask.device.local", "supportedInterfaces": device.interfaces()},
            "apiEndpoint": "https://api.amazonalexa.com",
            "apiAccessToken": "local",
        },
        **device.viewports(),
    }
    return {
        "version": "1.0",
        "session": {
            "new": new,
            "sessionId": session_id,
            "application": application,
            "attributes": dict(attributes or {}),
            "user": user,
        },
        "context": context,
        "request": {
            **_asked(done),
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "timestamp": (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": locale,
        },
    }


def _asked(done: Understood | Touch | None) -> dict[str, Any]:
    """The part of the request that says what was done."""
    if done is None:
        return {"type": "LaunchRequest", "shouldLinkResultBeReturned": False}
    if isinstance(done, Touch):
        return {
            "type": f"{APL}.UserEvent",
            "token": done.token,
            "arguments": list(done.arguments),
            "source": dict(done.source),
            "components": {},
        }
    intent = {"name": done.intent, "confirmationStatus": "NONE", "slots": done.slots}
    state = {"dialogState": done.dialog_state} if done.dialog_state else {}
    return {"type": "IntentRequest", "intent": intent, **state}
