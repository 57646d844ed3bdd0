"""What this skill reads of an event, in shapes that the SDK accepts.

The SDK refuses a whole event for one unknown enum value or a bad timestamp, before any handler runs. Somebody
asking about a clot must not get an error for that, so the event is first reduced to the few parts that matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_APL = "Alexa.Presentation.APL"
REQUEST_TYPES = frozenset(
    {
        "LaunchRequest",
        "IntentRequest",
        "CanFulfillIntentRequest",
        f"{_APL}.UserEvent",
        "SessionEndedRequest",
        "System.ExceptionEncountered",
    }
)
_MATCH_CODES = ("ER_SUCCESS_MATCH", "ER_SUCCESS_NO_MATCH")
_MAX_ITEMS = 100
_NO_TIME = "1970-01-01T00:00:00Z"


class RefusedError(Exception):
    """The event is not one that this skill answers; the message says why, in words of our own."""


def readable(event: Any) -> dict[str, Any]:
    """The event reduced to what is read; raises RefusedError for what is no request of a known type."""
    request = _mapping(_mapping(event).get("request"))
    kind = _text(request.get("type"))
    if kind not in REQUEST_TYPES:
        raise RefusedError("the request is of no type that this skill knows")
    event = _mapping(event)
    session = _mapping(event.get("session"))
    system = _mapping(_mapping(event.get("context")).get("System"))
    application = _application(system) or _application(session)
    reduced: dict[str, Any] = {
        "version": "1.0",
        "context": {"System": {"application": {"applicationId": application}, "device": _device(system)}},
        "request": {
            "type": kind,
            "requestId": "",
            "timestamp": _NO_TIME,
            "locale": _text(request.get("locale")),
        },
    }
    if kind not in ("CanFulfillIntentRequest", "System.ExceptionEncountered"):
        reduced["session"] = {
            "new": session.get("new") is True,
            "application": {"applicationId": application},
            "attributes": dict(_mapping(session.get("attributes"))),
        }
    if kind in ("IntentRequest", "CanFulfillIntentRequest"):
        reduced["request"]["intent"] = _intent(request.get("intent"))
    if kind == f"{_APL}.UserEvent":
        reduced["request"]["token"] = _text(request.get("token"))
        reduced["request"]["arguments"] = _items(request.get("arguments"))
    return reduced


def _application(part: Mapping[str, Any]) -> str:
    return _text(_mapping(part.get("application")).get("applicationId"))


def _device(system: Mapping[str, Any]) -> dict[str, Any]:
    """The device: whether it shows APL, and nothing else about it."""
    interfaces = _mapping(_mapping(system.get("device")).get("supportedInterfaces"))
    return {"deviceId": "", "supportedInterfaces": {_APL: {}} if _APL in interfaces else {}}


def _intent(raw: Any) -> dict[str, Any]:
    intent = _mapping(raw)
    slots = list(_mapping(intent.get("slots")).items())[:_MAX_ITEMS]
    return {
        "name": _text(intent.get("name")),
        "slots": {str(name): _slot(str(name), slot) for name, slot in slots},
    }


def _slot(name: str, raw: Any) -> dict[str, Any]:
    slot = _mapping(raw)
    reduced: dict[str, Any] = {"name": name}
    if isinstance(slot.get("value"), str):
        reduced["value"] = slot["value"]
    if resolutions := _resolutions(slot.get("resolutions")):
        reduced["resolutions"] = resolutions
    if value := _slot_value(slot.get("slotValue")):
        reduced["slotValue"] = value
    return reduced


def _slot_value(raw: Any) -> dict[str, Any] | None:
    value = _mapping(raw)
    if value.get("type") == "List":
        values = (_slot_value(one) for one in _items(value.get("values")))
        return {"type": "List", "values": [one for one in values if one]}
    if value.get("type") == "Simple":
        reduced: dict[str, Any] = {"type": "Simple", "value": _text(value.get("value"))}
        if resolutions := _resolutions(value.get("resolutions")):
            reduced["resolutions"] = resolutions
        return reduced
    return None


def _resolutions(raw: Any) -> dict[str, Any] | None:
    resolutions = _mapping(raw)
    authorities = []
    for authority in map(_mapping, _items(resolutions.get("resolutionsPerAuthority"))):
        code = _mapping(authority.get("status")).get("code")
        values = (_mapping(_mapping(one).get("value")) for one in _items(authority.get("values")))
        if code in _MATCH_CODES:
            authorities.append(
                {
                    "status": {"code": code},
                    "values": [
                        {"value": {"id": _text(one.get("id")), "name": _text(one.get("name"))}} for one in values
                    ],
                }
            )
    return {"resolutionsPerAuthority": authorities} if authorities else None


def _items(raw: Any) -> list[Any]:
    return raw[:_MAX_ITEMS] if isinstance(raw, list) else []


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""
