"""A screen as the directive that shows it, in the Alexa Presentation Language (APL); and what a touch on it means."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import get_supported_interfaces
from ask_sdk_model import Directive

from leg_cramps.conversation.screen import Screen, token_of
from leg_cramps.conversation.state import Answer
from leg_cramps.data import load
from leg_cramps.findings import Findings, group_of, present

# How long a screen stays up untouched, in milliseconds: two minutes, but ten with an emergency number on it.
_IDLE, _IDLE_EMERGENCY = 120_000, 600_000
_SAY_AGAIN = "meta.repeat"


def has_screen(handler_input: HandlerInput) -> bool:
    """Whether the device shows APL; a response with a directive for one that does not is refused as a whole."""
    return get_supported_interfaces(handler_input).alexa_presentation_apl is not None


def directive(screen: Screen) -> Directive:
    """The directive that shows a screen: the one document, and the screen as its data.

    ``letters``: how long the headline is, which sizes it; a document can't count letters itself.
    """
    # Seventy modules of the SDK, which a start without a screen does not need.
    from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective

    idle = _IDLE_EMERGENCY if screen.level == "emergency" else _IDLE
    shown: Directive = RenderDocumentDirective(
        token=screen.token,
        document={**load("screen")["document"], "settings": {"idleTimeout": idle}},
        datasources={"screen": {**asdict(screen), "letters": len(screen.headline)}},
    )
    return shown


def touched(arguments: list[Any], token: str, current: Answer | None) -> Findings:
    """What a touch means, as if it had been said; nothing for arguments that no screen of ours sends.

    ``token`` is that of the screen that was touched. If it shows another answer than the current one, a "yes" or
    "next" would take what it does not show: the current answer is given again instead.
    """
    choices: dict[str, list[str]] = load("screen")["choices"]
    choice = arguments[0] if len(arguments) == 1 else None
    findings = choices.get(choice, []) if isinstance(choice, str) else []
    stale = bool(token) and token != token_of(current)
    if stale and any(group_of(finding) == "meta" for finding in findings):
        return present((_SAY_AGAIN,))
    return present(findings)
