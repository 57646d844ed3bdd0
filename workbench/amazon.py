"""Amazon's side of a web service, made here: a certificate authority, a server of chains, and signed requests.

For the tests and for measuring load. The service trusts none of it unless it is given these roots in code.
"""

from __future__ import annotations

import base64
import socketserver
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from flask import Flask

SIGNER = "echo-api.amazon.com"
CHAIN_PATH = "/echo.api/echo-api-cert.pem"
CHAIN_URL = f"https://s3.amazonaws.com{CHAIN_PATH}"
_DAY = timedelta(days=1)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:  # noqa: ARG001 - it tells keys apart
    """The RSA-2048 key of that name; made once, since it takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def issue(
    subject: str,
    issuer: Issued | None,
    *,
    key: Key | None = None,
    authority: bool = False,
    path_length: int | None = None,
    names: Sequence[str] = (),
    purposes: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.SERVER_AUTH,),
    signs: bool = True,
    begins: timedelta = -_DAY,
    ends: timedelta = 30 * _DAY,
) -> Issued:
    """A certificate for a subject, signed by its issuer or by itself; times are counted from now."""
    key = key or rsa_key(subject)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    signer = issuer or Issued(None, key)  # type: ignore[arg-type]  # its own
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(x509.BasicConstraints(authority, path_length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()),
            critical=False,
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs and not authority,
                key_encipherment=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                content_commitment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), False)
    if purposes and not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return Issued(builder.sign(signer.key, hashes.SHA256()), key)


def pem(*issued: Issued) -> bytes:
    """Certificates as a chain."""
    return b"".join(one.certificate.public_bytes(serialization.Encoding.PEM) for one in issued)


@dataclass(frozen=True)
class Amazon:
    """A root, an intermediate and a signing certificate, as Amazon has them."""

    root: Issued
    intermediate: Issued
    signer: Issued

    @property
    def chain(self) -> bytes:
        """What Amazon serves: the signing certificate, then the intermediate."""
        return pem(self.signer, self.intermediate)


def amazon() -> Amazon:
    """A root, an intermediate and a signing certificate."""
    root = issue("Root", None, authority=True)
    intermediate = issue("Intermediate", root, authority=True, path_length=0)
    return Amazon(root, intermediate, issue(SIGNER, intermediate, names=[SIGNER]))


def headers(
    body: bytes,
    key: Key,
    url: str = CHAIN_URL,
    algorithm: hashes.HashAlgorithm | None = None,
) -> dict[str, str]:
    """The headers that Amazon sends with a body: its signatures, and where the certificate is."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "SignatureCertChainUrl": url,
        "Signature": signature(body, key, hashes.SHA1()),
        "Signature-256": signature(body, key, algorithm or hashes.SHA256()),
    }


def signature(body: bytes, key: Key, algorithm: hashes.HashAlgorithm) -> str:
    """The signature of a body, in base64."""
    if isinstance(key, rsa.RSAPrivateKey):
        return base64.b64encode(key.sign(body, padding.PKCS1v15(), algorithm)).decode()
    return base64.b64encode(key.sign(body, ec.ECDSA(algorithm))).decode()


def timestamp(seconds: float = 0) -> str:
    """The time so many seconds from now, as requests have it."""
    return datetime.fromtimestamp(time.time() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Serve = Callable[[BaseHTTPRequestHandler], None]


class ChainServer:
    """A server on this machine in the place of Amazon's storage; ``files`` may change while it serves."""

    def __init__(self, files: Mapping[str, bytes | Serve]) -> None:
        self.files = dict(files)
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                file = outer.files.get(self.path)
                if callable(file):
                    file(self)
                    return
                self.send_response(200 if file is not None else 404)
                self.end_headers()
                self.wfile.write(file or b"")

            def log_message(self, *_: object) -> None:
                """Says nothing."""

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:  # who asked has hung up
                    return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stops it."""
        self._server.shutdown()
        socketserver.TCPServer.server_close(self._server)


def trusting(root: str, chains: str, skill_id: str = "", max_body_seconds: float = 5.0) -> Flask:
    """The web service with a root certificate of ours, a PEM file, and the address of a chain server."""
    from service.app import create_app
    from service.certificates import ChainDownload, SigningCertificates

    roots = x509.load_pem_x509_certificates(Path(root).read_bytes())
    certificates = SigningCertificates(ChainDownload(chains, seconds=1.0), roots)
    return create_app(skill_id, certificates, max_body_seconds=max_body_seconds)
