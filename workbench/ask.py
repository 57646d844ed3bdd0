"""``./dev ask``: questions through the local stand-in for Alexa and the real Lambda handler."""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from workbench.devices import APL
from workbench.local_alexa import Understood, request, understand

RENDER = f"{APL}.RenderDocument"
MODELS = Path(__file__).resolve().parent.parent / "interaction_models"
_WIDTH = 88
_TAG = re.compile(r"<[^>]+>")
_END_OF_PARAGRAPH = re.compile(r"</p>|<break[^>]*/>")


@cache
def model_of(locale: str) -> dict[str, Any]:
    """The interaction model of a locale."""
    model: dict[str, Any] = json.loads((MODELS / f"{locale}.json").read_text(encoding="utf-8"))
    return model


@dataclass(frozen=True)
class Exchange:
    """One turn: the request as Alexa would send it, and the handler's whole answer."""

    request: dict[str, Any]
    envelope: dict[str, Any]

    @property
    def response(self) -> dict[str, Any]:
        """What is said, shown and asked of the device."""
        response: dict[str, Any] = self.envelope["response"]
        return response

    @property
    def attributes(self) -> dict[str, Any]:
        """The session attributes, to be sent back with the next request."""
        return self.envelope.get("sessionAttributes") or {}

    @property
    def ssml(self) -> str:
        """The speech as SSML; empty if nothing is said."""
        return str(self.response.get("outputSpeech", {}).get("ssml", ""))

    @property
    def ends(self) -> bool:
        """Whether the session is closed; if the skill leaves it to the device, a screen keeps it open."""
        shows = any(one["type"] == RENDER for one in self.response.get("directives", ()))
        return self.response.get("shouldEndSession", not shows) is not False

    @property
    def eliciting(self) -> tuple[str, str] | None:
        """The intent and slot that take whatever is said next, if any."""
        for directive in self.response.get("directives", ()):
            if directive["type"] == "Dialog.ElicitSlot":
                return directive["updatedIntent"]["name"], directive["slotToElicit"]
        return None


class Talk:
    """A conversation: it carries the session from turn to turn, as Alexa does."""

    def __init__(self, locale: str) -> None:
        from lambda_function import lambda_handler  # so that --help needs no SDK

        self._handle = lambda_handler
        self._locale = locale
        self.last: Exchange | None = None

    def open(self) -> Exchange:
        """Opens the skill: "open leg cramp helper"."""
        return self._send(None)

    def say(self, utterance: str) -> Exchange:
        """Says something; in no session yet, as a one-shot: "ask leg cramp helper ..."."""
        eliciting = self.last.eliciting if self.last and not self.last.ends else None
        return self._send(understand(model_of(self._locale), utterance, eliciting))

    def _send(self, understood: Understood | None) -> Exchange:
        going = self.last is not None and not self.last.ends
        event = request(
            understood,
            locale=self._locale,
            attributes=self.last.attributes if going and self.last else {},
            new=not going,
        )
        self.last = Exchange(event, self._handle(event, None))
        return self.last


def paragraphs(ssml: str) -> list[str]:
    """The words of SSML without markup, a string for each paragraph."""
    parts = (_TAG.sub("", part) for part in _END_OF_PARAGRAPH.split(ssml))
    return [unescape(part).strip() for part in parts if part.strip()]


# The kinds that are reported; a stretch that is talked through is relief.
_KINDS = {"stretch": "relief"}
# The facts that advice of these kinds is the answer to.
_TOPICS = {"relief": "relief_now", "prevention": "prevention", "doctor": "when_doctor"}


def report(utterance: str, exchange: Exchange) -> dict[str, Any]:
    """An exchange as a line of ``--batch``."""
    asked = exchange.request["request"]
    response = exchange.response
    answer = exchange.attributes.get("answer", {})
    kind = answer.get("kind")
    intent = asked.get("intent", {})
    return {
        "utterance": utterance,
        "request": {
            "type": asked["type"],
            "intent": intent.get("name"),
            "slots": intent.get("slots", {}),
        },
        "answer": {
            "kind": _KINDS.get(kind, kind),
            "causes": _causes(answer),
            "topic": answer.get("row") if kind == "fact" else _TOPICS.get(kind),
            "urgency": answer.get("urgency"),
            "flag": answer.get("flag"),
        },
        "speech": " ".join(paragraphs(exchange.ssml)),
        "ssml": exchange.ssml,
        "reprompt": response.get("reprompt", {}).get("outputSpeech", {}).get("ssml"),
        "card": response.get("card"),
        "directives": response.get("directives", []),
        "ends_session": exchange.ends,
    }


def _causes(answer: dict[str, Any]) -> list[str]:
    """The causes that an answer names or ranks, best first."""
    named = [answer["row"]] if answer.get("kind") == "cause" else []
    return list(dict.fromkeys([*named, *answer.get("causes", ())]))


def run_ask(options: argparse.Namespace) -> int:
    """``./dev ask`` with its options; returns the exit code."""
    if options.batch:
        return _batch(options)
    talk = Talk(options.locale)
    if options.question:
        if options.open:
            _show(talk.open(), options.json)
        _show(talk.say(" ".join(options.question)), options.json)
        return 0
    return _converse(talk, options.json)


def _batch(options: argparse.Namespace) -> int:
    try:
        questions = list(utterances(options.batch))
    except (OSError, ValueError) as error:
        print(f"dev ask: {options.batch}: {error}", file=sys.stderr)
        return 1
    watched = sys.stderr.isatty()
    for count, question in enumerate(questions, start=1):
        talk = Talk(options.locale)
        if options.open:
            talk.open()
        print(json.dumps(report(question, talk.say(question)), ensure_ascii=False))
        if watched:
            print(f"\r{count} of {len(questions)}", end="", file=sys.stderr)
    if watched:
        print(file=sys.stderr)
    return 0


def utterances(path: Path) -> Iterator[str]:
    """The questions of a file: a line of text, or a JSON object with an "utterance", each."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if text.startswith("{"):
            try:
                text = json.loads(text)["utterance"]
            except (ValueError, KeyError, TypeError):
                raise ValueError(f'line {number} is no JSON object with an "utterance"') from None
        if text:
            yield text


def _converse(talk: Talk, as_json: bool) -> int:
    """A conversation at the keyboard, until the skill ends it or the input does."""
    with suppress(ImportError):
        import readline  # noqa: F401 - line editing at the prompt, where there is such a thing
    exchange = talk.open()
    _show(exchange, as_json)
    while not exchange.ends:
        try:
            said = input("you> ").strip()
        except EOFError:
            print()
            return 0
        if said:
            exchange = talk.say(said)
            _show(exchange, as_json)
    return 0


def _show(exchange: Exchange, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"request": exchange.request, "response": exchange.envelope}, indent=2))
        return
    for paragraph in paragraphs(exchange.ssml):
        print(textwrap.fill(paragraph, _WIDTH))
    print()
