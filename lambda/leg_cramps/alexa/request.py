"""An intent with its slots as findings: ids that Alexa resolved, and free text that is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ask_sdk_model import Intent, Slot

from leg_cramps.data import load
from leg_cramps.findings import Findings, present
from leg_cramps.language.reading import read
from leg_cramps.language.understanding import Language, understand

# What Alexa sends for a slot that it heard but did not understand.
_NOT_UNDERSTOOD = "?"
_MATCHED = "ER_SUCCESS_MATCH"


def findings_of(intent: Intent, language: Language) -> Findings:
    """The findings of an intent: what it says by itself, and what each of its slots says."""
    known = load("intents").get(intent.name, {})
    found = present(known.get("reads", ()))
    carrier = known.get("before", ""), known.get("after", "")
    asks = bool(found.of_group("ask")) and not any(carrier)
    for slot in (intent.slots or {}).values():
        said = slot_findings(slot, language, carrier, exact=bool(known.get("exact")))
        # What the carrier asked for in words that are not in the slot needs no guess.
        found |= replace(said, asked=None) if asks else said
    return found


def slot_findings(slot: Slot, language: Language, carrier: tuple[str, str] = ("", ""), exact: bool = False) -> Findings:
    """The findings of a slot: the ids of its resolved values, and whatever its words say besides.

    ``carrier``: the words before and after the slot, which Alexa leaves out of it. ``exact``: a resolved value means
    its id and nothing else.
    """
    before, after = carrier
    found = Findings()
    for text, resolutions in _values(slot):
        ids = frozenset(_resolved(resolutions))
        found |= present(ids)
        if text != _NOT_UNDERSTOOD and not (exact and ids):
            # Only a phrase is a sentence that can be taken as a whole; a value of a list is a part of one.
            whole = f"{before} {text} {after}"
            found |= read(text, language.lexicon).findings if resolutions else understand(whole, language)
    return found


def _values(slot: Slot) -> Iterator[tuple[str, Any]]:
    """Each value of a slot as text with its resolutions; several if people said two things."""
    listed = getattr(slot.slot_value, "values", None)
    if listed:
        for one in listed:
            yield one.value or "", one.resolutions
    elif slot.value:
        yield slot.value, slot.resolutions


def _resolved(resolutions: Any) -> Iterator[str]:
    """The finding ids that any authority resolved a value to; of several, the likeliest."""
    for authority in (resolutions and resolutions.resolutions_per_authority) or ():
        if authority.status.code.value == _MATCHED:
            for one in (authority.values or ())[:1]:
                if "." in (one.value.id or ""):
                    yield one.value.id
