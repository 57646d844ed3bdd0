"""The Flask app: ``POST /alexa`` for Alexa, ``GET /healthz`` for whoever watches the service."""

from __future__ import annotations

import json
import logging
import time
from typing import Any, cast

from ask_sdk_core.skill import CustomSkill
from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from leg_cramps.alexa.skill import answer_or_refuse, create_skill_builder
from service.body import BodyReader
from service.certificates import SigningCertificates
from service.sdk import SkillAdapter, WebserviceSkillHandler
from service.verification import SignatureVerifier, parse, verify_skill, verify_timestamp

_MAX_BODY_BYTES = 128 * 1024
_MAX_BODY_SECONDS = 5.0

_log = logging.getLogger(__name__)


class _VerifyingHandler(WebserviceSkillHandler):
    """The SDK's handler, in another order: it verifies first, the cheap checks before the dear ones, and reads then.

    Whatever the app's configuration says of verification is not looked at: there is no way to switch it off. What is
    verified is read as the Lambda reads it, so that an unknown value does not cost an answer.
    """

    def __init__(self, skill: CustomSkill, skill_id: str | None, signature: SignatureVerifier) -> None:
        super().__init__(skill, verify_signature=False, verify_timestamp=False)  # both are done here
        self._skill_id = skill_id
        self._signature = signature

    def verify_request_and_dispatch(self, http_request_headers: Any, http_request_body: str) -> Any:
        """The skill's answer; raises VerificationException if the request is not Alexa's or not for this skill."""
        event = parse(http_request_body)
        verify_timestamp(event, time.time())
        if self._skill_id:
            verify_skill(event, self._skill_id)
        self._signature.verify(http_request_headers, http_request_body)
        dispatch: Any = super().verify_request_and_dispatch
        return answer_or_refuse(event, lambda reduced: dispatch(http_request_headers, json.dumps(reduced)))


class _VerifyingAdapter(SkillAdapter):  # type: ignore[misc]  # the SDK has no types
    """The SDK's adapter with that handler."""

    def _create_webservice_handler(self, skill: CustomSkill, verifiers: list[SignatureVerifier]) -> None:
        (signature,) = verifiers
        self._webservice_handler = _VerifyingHandler(skill, self._skill_id, signature)


def create_app(
    skill_id: str | None = None,
    certificates: SigningCertificates | None = None,
    max_body_seconds: float = _MAX_BODY_SECONDS,
) -> Flask:
    """The web service. Requests are answered only if they are Alexa's and, if ``skill_id`` is given, for that skill.

    ``certificates`` are Amazon's unless others are given; ``max_body_seconds`` is how long a body may take.
    """
    app = Flask(__name__, static_folder=None)
    bodies = BodyReader(_MAX_BODY_BYTES, max_body_seconds)
    signature = SignatureVerifier(SigningCertificates() if certificates is None else certificates)
    adapter = _VerifyingAdapter(create_skill_builder().create(), skill_id or None, [signature], app)

    @app.before_request
    def start() -> None:
        g.began = time.perf_counter()

    @app.post("/alexa", provide_automatic_options=False)
    def alexa() -> Response:
        bodies.read(request)
        return cast(Response, adapter.dispatch_request())

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> tuple[Response, int]:
        response = jsonify(error=error.name)
        if isinstance(error, MethodNotAllowed):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response, error.code or 500

    @app.after_request
    def note(response: Response) -> Response:
        if request.endpoint != "healthz":
            took = round((time.perf_counter() - g.began) * 1000, 1)
            _log.info(json.dumps({"event": "request", "status": response.status_code, "ms": took}))
        return response

    return app
