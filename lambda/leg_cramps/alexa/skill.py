"""The skill: which request is answered how, and what is done when something goes wrong."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, cast

from ask_sdk_core.exceptions import AskSdkException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_request_type
from ask_sdk_model import Intent, Response
from ask_sdk_model.canfulfill import (
    CanFulfillIntent,
    CanFulfillIntentValues,
    CanFulfillSlot,
    CanFulfillSlotValues,
    CanUnderstandSlotValues,
)

from leg_cramps.alexa.request import findings_of, slot_findings
from leg_cramps.alexa.response import respond, ssml
from leg_cramps.alexa.screen import has_screen, touched
from leg_cramps.alexa.tolerance import RefusedError, readable
from leg_cramps.conversation.decide import Turn, decide
from leg_cramps.conversation.reply import render
from leg_cramps.conversation.state import State, from_attributes, to_attributes
from leg_cramps.findings import Findings
from leg_cramps.knowledge.tables import tables
from leg_cramps.language.understanding import language
from leg_cramps.language.words import words

Handler = Callable[[Any, Any], dict[str, Any]]

_log = logging.getLogger(__name__)
_ANSWERING = frozenset({"cause", "relief", "prevention", "doctor", "fact", "red_flag"})


def create_skill_builder(skill_id: str | None = None) -> SkillBuilder:
    """The skill: what answers which request. ``skill_id``, if given, is verified."""
    builder = SkillBuilder()
    builder.skill_id = cast(None, skill_id or None)  # the SDK says None where it means a string
    builder.request_handler(is_request_type("LaunchRequest"))(_launch)
    builder.request_handler(is_request_type("IntentRequest"))(_intent)
    builder.request_handler(is_request_type("Alexa.Presentation.APL.UserEvent"))(_touch)
    builder.request_handler(is_request_type("CanFulfillIntentRequest"))(_can_fulfill)
    builder.request_handler(is_request_type("SessionEndedRequest"))(_silent)
    builder.request_handler(is_request_type("System.ExceptionEncountered"))(_silent)
    builder.exception_handler(_anything)(_apologise)
    return builder


def create_handler(skill_id: str | None = None) -> Handler:
    """The Lambda's handler: any JSON in, a valid response out. ``skill_id``, if given, is verified."""
    invoke = cast(Handler, create_skill_builder(skill_id).lambda_handler())
    return lambda event, context: answer_or_refuse(event, lambda reduced: invoke(reduced, context))


def answer_or_refuse(event: Any, invoke: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """What ``invoke`` answers to the readable part of an event; a closing response if it is none of ours."""
    try:
        return invoke(readable(event))
    except (RefusedError, AskSdkException) as refusal:
        # The messages of both are fixed sentences: nothing that was said is in them.
        _note("refused", reason=str(refusal))
        return {"version": "1.0", "response": {"shouldEndSession": True}}


def _anything(handler_input: HandlerInput, exception: Exception) -> bool:  # noqa: ARG001 - the SDK names them
    return True


def _launch(handler_input: HandlerInput) -> Response:
    return _turn(handler_input, Turn(Findings(), opened=True))


def _intent(handler_input: HandlerInput) -> Response:
    return _turn(handler_input, Turn(findings_of(_intent_of(handler_input), language())))


def _touch(handler_input: HandlerInput) -> Response:
    """A touch on the screen: the same turn as saying it."""
    request: Any = handler_input.request_envelope.request
    current = from_attributes(handler_input.attributes_manager.session_attributes).answer
    return _turn(handler_input, Turn(touched(request.arguments, request.token, current)), elicits=False)


def _turn(handler_input: HandlerInput, turn: Turn, elicits: bool = True) -> Response:
    """One turn of the conversation: decide, keep where we are, and say and show it.

    ``elicits``: an open question may ask for a slot; nothing documents that it may after a touch.
    """
    manager = handler_input.attributes_manager
    state = decide(turn, from_attributes(manager.session_attributes), tables())
    if state.answer is None:
        raise LookupError("a turn without an answer")
    reply = render(state.answer, words(_locale_of(handler_input)), tables())
    manager.session_attributes = to_attributes(state)
    _note("answered", kind=state.answer.kind)
    return respond(handler_input.response_builder, reply, screen=has_screen(handler_input), elicits=elicits)


def _can_fulfill(handler_input: HandlerInput) -> Response:
    """Whether this skill has an answer: yes only if every filled slot means something and a row answers."""
    intent = _intent_of(handler_input)
    filled = {name: slot for name, slot in (intent.slots or {}).items() if slot.value or slot.slot_value}
    slots = {}
    for name, slot in filled.items():
        understood = bool(slot_findings(slot, language()).present)
        slots[name] = CanFulfillSlot(
            can_understand=CanUnderstandSlotValues.YES if understood else CanUnderstandSlotValues.NO,
            can_fulfill=CanFulfillSlotValues.YES if understood else CanFulfillSlotValues.NO,
        )
    answer = decide(Turn(findings_of(intent, language())), State(), tables()).answer
    answers = answer is not None and answer.kind in _ANSWERING
    understands = all(slot.can_understand is CanUnderstandSlotValues.YES for slot in slots.values())
    fulfills = CanFulfillIntentValues.YES if answers and understands else CanFulfillIntentValues.NO
    builder = handler_input.response_builder
    response: Response = builder.set_can_fulfill_intent(CanFulfillIntent(fulfills, slots)).response
    return response


def _silent(handler_input: HandlerInput) -> Response:
    """What may not be answered with speech: the end of a session, and errors that Alexa reports."""
    _note("ended")
    response: Response = handler_input.response_builder.response
    return response


def _apologise(handler_input: HandlerInput, exception: Exception) -> Response:
    """An error of our own: said so, and the session closed. The log has its kind and place, no words."""
    if isinstance(exception, AskSdkException):
        raise exception
    _log.error(json.dumps({"event": "error", "type": type(exception).__name__, "at": _place(exception)}))
    builder = handler_input.response_builder
    builder.speak(ssml(words(_locale_of(handler_input)).phrase("error"))).set_should_end_session(True)
    response: Response = builder.response
    return response


def _intent_of(handler_input: HandlerInput) -> Intent:
    request: Any = handler_input.request_envelope.request
    return cast(Intent, request.intent)


def _locale_of(handler_input: HandlerInput) -> str:
    return getattr(handler_input.request_envelope.request, "locale", None) or ""


def _place(exception: BaseException) -> str:
    """The function and line in which an exception was raised."""
    trace = exception.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""


def _note(event: str, **fields: str) -> None:
    """A line in the log, as JSON: ids and kinds of our own, never a word that somebody said."""
    _log.info(json.dumps({"event": event, **fields}))
