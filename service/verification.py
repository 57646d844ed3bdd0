"""Whether a request is from Alexa, as Amazon wants it verified, and for this skill.

The rules are those of "Host a Custom Skill as a Web Service", "Verify that the request was sent by Alexa":
https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-a-web-service.html
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.x509 import Certificate

from service.certificates import SigningCertificates
from service.sdk import RequestVerifier, VerificationException

_TOLERANCE_SECONDS = 150
_SIGNATURE = "Signature-256"


class SignatureVerifier(RequestVerifier):
    """The SDK's check of the signature, with certificates of ours; every failure is a VerificationException.

    The signature is that of the header ``Signature-256``, over SHA-256. The older header ``Signature``, over SHA-1,
    is not looked at: Amazon sends both, its page asks for the newer one, and two bodies can be made to share a SHA-1.
    """

    def __init__(self, certificates: SigningCertificates) -> None:
        super().__init__(signature_key=_SIGNATURE)
        self._certificates = certificates

    def verify(self, headers: Any, serialized_request_env: str, deserialized_request_env: Any = None) -> None:
        """Raises VerificationException unless the body was signed by Amazon."""
        try:
            base64.b64decode(headers.get(_SIGNATURE, ""), validate=True)  # the SDK overlooks what is no base64
            super().verify(headers, serialized_request_env, deserialized_request_env)
        except VerificationException:
            raise
        except Exception as error:
            raise VerificationException("the signature could not be verified") from error

    def _retrieve_and_validate_certificate_chain(self, cert_url: str, x509_backend: Any = None) -> Certificate:  # noqa: ARG002
        """Where the SDK gets the certificate whose key signed the request."""
        return self._certificates.of(cert_url)


def parse(body: str) -> dict[str, Any]:
    """The request as JSON; raises VerificationException if it is no JSON object."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise VerificationException("the body is not JSON") from None
    if not isinstance(event, dict):
        raise VerificationException("the body is no JSON object")
    return event


def verify_timestamp(event: Mapping[str, Any], now: float) -> None:
    """Raises VerificationException unless the request was made within 150 seconds of now."""
    try:
        made = datetime.fromisoformat(event["request"]["timestamp"])
        seconds = abs(now - made.timestamp())
    except (KeyError, TypeError, ValueError, OverflowError):
        raise VerificationException("the request has no timestamp") from None
    if made.tzinfo is None or seconds > _TOLERANCE_SECONDS:
        raise VerificationException("the timestamp is not of now")


def verify_skill(event: Mapping[str, Any], skill_id: str) -> None:
    """Raises VerificationException unless the request is for the skill of that id."""
    try:
        asked = event["context"]["System"]["application"]["applicationId"]
    except (KeyError, TypeError):
        raise VerificationException("the request names no skill") from None
    if asked != skill_id:
        raise VerificationException("the request is for another skill")
