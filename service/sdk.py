"""The one door to flask-ask-sdk, with the stand-in that lets it be imported.

``flask_ask_sdk`` imports ``ask_sdk_webservice_support``, that ``certvalidator``, and that ``oscrypto``, which looks for
OpenSSL's version with a pattern that knows one digit for the patch: with OpenSSL 3.0.10 and later its import ends in
``LibraryNotFoundError``. It is fixed in oscrypto's repository since 2023 and was never released; certvalidator is of
2016. (https://github.com/wbond/oscrypto/issues/78)

Of certvalidator the SDK takes three names, for its own check of certificate chains. That check is not used here:
``service.certificates`` does it with the ``cryptography`` library. So the stand-in has the names and refuses to check
anything; code that would rely on it gets an error, never a chain that nobody looked at.

``tests/test_service.py`` fails when the stand-in is no longer needed. Then the stand-in goes, and the imports stay.
"""

from __future__ import annotations

import sys
from types import ModuleType


class _CertificateValidator:
    def __init__(self, *_: object) -> None:
        raise NotImplementedError("certificate chains are verified by service.certificates")


def _stand_in() -> None:
    package, errors = ModuleType("certvalidator"), ModuleType("certvalidator.errors")
    vars(package).update(CertificateValidator=_CertificateValidator, errors=errors)
    vars(errors).update(
        ValidationError=type("ValidationError", (Exception,), {}),
        PathError=type("PathError", (Exception,), {}),
    )
    sys.modules |= {package.__name__: package, errors.__name__: errors}


_stand_in()

from ask_sdk_webservice_support.verifier import RequestVerifier, VerificationException  # noqa: E402
from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler  # noqa: E402
from flask_ask_sdk.skill_adapter import SkillAdapter  # noqa: E402

__all__ = ["RequestVerifier", "SkillAdapter", "VerificationException", "WebserviceSkillHandler"]
