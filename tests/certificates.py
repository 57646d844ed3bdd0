"""Chains of certificates, good and bad in every way there is, for ``tests/test_service.py``."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from workbench.amazon import SIGNER, Amazon, Issued, Serve, issue, pem

Chain = Callable[[Amazon], bytes | Serve]

_DAY = timedelta(days=1)
_KEY = ec.generate_private_key(ec.SECP256R1())  # for authorities of which nobody looks at the kind of key
_OTHER_KEY = ec.generate_private_key(ec.SECP256R1())


def _signer(issuer: Issued, like: Amazon, **fields: object) -> Issued:
    """A certificate with the key of Amazon's, so that only the certificate can be wrong."""
    fields = {"key": like.signer.key, "names": [SIGNER]} | fields
    return issue(SIGNER, issuer, **fields)  # type: ignore[arg-type]


def _with(**fields: object) -> Chain:
    return lambda ca: pem(_signer(ca.intermediate, ca, **fields), ca.intermediate)


def _expired_intermediate(ca: Amazon) -> bytes:
    old = issue("Old", ca.root, key=_KEY, authority=True, begins=-9 * _DAY, ends=-_DAY)
    return pem(_signer(old, ca), old)


def _other_root(ca: Amazon) -> bytes:
    root = issue("Root", None, key=_KEY, authority=True)
    middle = issue("Intermediate", root, key=_OTHER_KEY, authority=True)
    return pem(_signer(middle, ca), middle, root)


def _same_names(ca: Amazon) -> bytes:
    """Another intermediate by the same name, beside the real one."""
    root = issue("Root", None, key=_KEY, authority=True)
    return pem(_signer(issue("Intermediate", root, key=_OTHER_KEY, authority=True), ca), ca.intermediate)


def _issued_by_a_site(ca: Amazon) -> bytes:
    """Who holds a good certificate for a site of theirs issues one for Amazon with it."""
    site = issue("site.example", ca.intermediate, key=_KEY, names=["site.example"])
    return pem(_signer(site, ca), site, ca.intermediate)


def _too_long(ca: Amazon) -> bytes:
    below = issue("Below", ca.intermediate, key=_KEY, authority=True)
    return pem(_signer(below, ca), below, ca.intermediate)


def _an_authority(ca: Amazon) -> bytes:
    return pem(_signer(ca.intermediate, ca, authority=True), ca.intermediate)


def _key_of_a_certificate(ca: Amazon) -> bytes:
    return ca.signer.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _status(status: int, **headers: str) -> Chain:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return lambda _: serve


def _hangs(_: Amazon) -> Serve:
    return lambda _handler: time.sleep(3)


def _trickles(ca: Amazon) -> Serve:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for first in range(0, len(ca.chain), 100):
            handler.wfile.write(ca.chain[first : first + 100])
            time.sleep(0.2)

    return serve


GOOD: dict[str, Chain] = {
    "signer and intermediate": lambda ca: ca.chain,
    "with the root": lambda ca: ca.chain + pem(ca.root),
    "with a certificate of no use": lambda ca: ca.chain + pem(issue("Stray", None, key=_KEY, authority=True)),
    "of several names": _with(names=["other.example", SIGNER]),
    "for servers and clients": _with(purposes=[ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
    "text before the certificates": lambda ca: b"subject=echo-api\n" + ca.chain,
}
BAD: dict[str, Chain] = {
    "expired": _with(begins=-9 * _DAY, ends=-_DAY),
    "not yet valid": _with(begins=_DAY, ends=9 * _DAY),
    "expired intermediate": _expired_intermediate,
    "untrusted root": _other_root,
    "self-signed": lambda ca: pem(issue(SIGNER, None, key=ca.signer.key, names=[SIGNER])),
    "missing intermediate": lambda ca: pem(ca.signer),
    "intermediate by the same name": _same_names,
    "intermediate alone": lambda ca: pem(ca.intermediate),
    "in the wrong order": lambda ca: pem(ca.intermediate, ca.signer),
    "other name": _with(names=["echo-api.example.com"]),
    "name with a suffix": _with(names=[f"{SIGNER}.example.com"]),
    "name in the subject alone": _with(names=[]),
    "wildcard": _with(names=["*.amazon.com"]),
    "for clients alone": _with(purposes=[ExtendedKeyUsageOID.CLIENT_AUTH]),
    "for code alone": _with(purposes=[ExtendedKeyUsageOID.CODE_SIGNING]),
    "not for signatures": _with(signs=False),
    "an authority signs": _an_authority,
    "issued by a site": _issued_by_a_site,
    "longer than allowed": _too_long,
    "too many certificates": lambda ca: ca.chain * 6,
    "another kind of key": _with(key=_KEY),
    "garbage": lambda _: b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "cut short": lambda ca: ca.chain[:700],
    "no PEM": lambda _: b"<html>not found</html>",
    "a private key": _key_of_a_certificate,
    "empty": lambda _: b"",
    "huge": lambda ca: ca.chain + b"\n" * 100_000,
    "not found": _status(404),
    "server error": _status(503),
    "redirected": _status(302, Location="http://127.0.0.1:9/echo.api/echo-api-cert.pem"),
    "hanging": _hangs,
    "trickling": _trickles,
}
