"""A reply as Alexa's response: speech, reprompt, card, screen, and whether the session stays open."""

from __future__ import annotations

from xml.sax.saxutils import escape

from ask_sdk_core.response_helper import ResponseFactory
from ask_sdk_model import Intent, Response, Slot
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.ui import SimpleCard

from leg_cramps.alexa.screen import directive
from leg_cramps.conversation.reply import Reply

# The intent of which the one slot takes whatever is said after an open question, whole.
OPEN_INTENT, OPEN_SLOT = "OpenQuestionIntent", "question"


def respond(builder: ResponseFactory, reply: Reply, *, screen: bool, elicits: bool = True) -> Response:
    """The response for a reply. The session stays open exactly if the reply ends in a question.

    ``screen``: the device has one. A screen without a question is a warning that has to stay up: Alexa takes it down
    when the session is ended, so that is left to the device, which does not listen meanwhile. ``elicits``: whether an
    open question may ask for a slot.
    """
    builder.speak(ssml(*reply.paragraphs, reply.question))
    if reply.question:
        builder.ask(ssml(reply.reprompt))
        if reply.open_question and elicits:
            intent = Intent(name=OPEN_INTENT, slots={OPEN_SLOT: Slot(name=OPEN_SLOT)})
            builder.add_directive(ElicitSlotDirective(intent, OPEN_SLOT))
    if reply.card:
        builder.set_card(SimpleCard(title=reply.card.title, content=reply.card.text))
    shown = reply.screen if screen else None
    if shown:
        builder.add_directive(directive(shown))
    if reply.question or not shown:
        builder.set_should_end_session(not reply.question)
    response: Response = builder.response
    return response


def ssml(*paragraphs: str) -> str:
    """Paragraphs of plain text as SSML, without the outer tag, which the SDK adds."""
    return "".join(f"<p>{escape(one)}</p>" for one in paragraphs if one)
