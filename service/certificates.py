"""The certificate that Amazon signs requests with: where it may come from, and whether it is Amazon's.

The rules are those of "Host a Custom Skill as a Web Service", "Verify that the request was sent by Alexa":
https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-a-web-service.html
"""

from __future__ import annotations

import posixpath
import re
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

import certifi
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import (
    Certificate,
    DNSName,
    ExtensionNotFound,
    KeyUsage,
    SubjectAlternativeName,
    load_pem_x509_certificates,
)
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from service.sdk import VerificationException

Clock = Callable[[], float]
Download = Callable[[str], bytes]

_HOST = "s3.amazonaws.com"
_PATH = re.compile(r"/echo\.api/[A-Za-z0-9._/-]+")
_VISIBLE = re.compile(r"[!-~]+")
_SIGNER = "echo-api.amazon.com"
_MAX_CERTIFICATES = 10
_SECONDS_TO_DOWNLOAD = 3.0
_MAX_BYTES = 64 * 1024
_PIECE = 4096
_MAX_CACHED = 8
_SECONDS_CACHED = 3600.0


def chain_path(url: str) -> str:
    """The normalised path of a SignatureCertChainUrl; raises VerificationException unless it is one of Amazon's.

    Scheme and host in any case, port 443 or none, and a path that begins with ``/echo.api/`` once it is normalised.
    Beyond Amazon's rules it has neither query nor fragment nor anything that two readers could read differently.
    """
    if not _VISIBLE.fullmatch(url) or "\\" in url:
        raise VerificationException("the certificate URL has a character that does not belong there")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise VerificationException("the certificate URL is no URL") from None
    if parts.scheme != "https":
        raise VerificationException("the certificate URL is not https")
    if parts.netloc.lower() not in (_HOST, f"{_HOST}:443"):
        raise VerificationException("the certificate URL is of another host or port")
    path = posixpath.normpath(parts.path)
    if not _PATH.fullmatch(path) or parts.query or parts.fragment:
        raise VerificationException("the certificate URL has another path")
    return path


class ChainDownload:
    """Downloads a chain by its path, within a time and a size, following no redirect."""

    def __init__(
        self,
        base: str = f"https://{_HOST}",
        seconds: float = _SECONDS_TO_DOWNLOAD,
        max_bytes: int = _MAX_BYTES,
    ) -> None:
        self._base = base
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._pool = PoolManager(ca_certs=certifi.where(), timeout=seconds, retries=False)

    def __call__(self, path: str) -> bytes:
        """The chain as PEM; raises VerificationException if it can't be had."""
        until = time.monotonic() + self._seconds
        chain = b""
        try:
            with self._pool.request("GET", self._base + path, redirect=False, preload_content=False) as response:
                if response.status != HTTPStatus.OK:
                    raise VerificationException("the certificate chain is not there")
                while piece := response.read1(_PIECE):
                    chain += piece
                    if len(chain) > self._max_bytes:
                        raise VerificationException("the certificate chain is too large")
                    if time.monotonic() > until:
                        raise VerificationException("the certificate chain takes too long")
        except HTTPError as error:
            raise VerificationException("the certificate chain could not be downloaded") from error
        return chain


def trusted_roots() -> list[Certificate]:
    """The root certificates that Mozilla trusts, Amazon's among them, as certifi has them."""
    with warnings.catch_warnings():
        # One old root has a serial number that the standard no longer allows.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return load_pem_x509_certificates(Path(certifi.where()).read_bytes())


def verify_chain(pem: bytes, roots: Store, now: float) -> list[Certificate]:
    """The chain from Amazon's signing certificate to a trusted root; raises VerificationException.

    The signing certificate comes first. It is valid now, as is every other one up to the root, it may be used by a
    server and for signatures, and it names ``echo-api.amazon.com`` itself: a wildcard will not do.
    """
    try:
        signer, *others = load_pem_x509_certificates(pem)
        if len(others) >= _MAX_CERTIFICATES:
            raise VerificationException("the certificate chain has too many certificates")
        moment = datetime.fromtimestamp(now, UTC)
        verifier = PolicyBuilder().store(roots).time(moment).build_server_verifier(DNSName(_SIGNER))
        chain = verifier.verify(signer, others)
        names = signer.extensions.get_extension_for_class(SubjectAlternativeName).value
    except (ValueError, VerificationError) as error:
        raise VerificationException("the certificate chain is not valid") from error
    if _SIGNER not in names.get_values_for_type(DNSName) or not _signs(signer):
        raise VerificationException("the certificate is not for signing Amazon's requests")
    return chain


def _signs(certificate: Certificate) -> bool:
    """Whether a certificate may be used for signatures: if it says what it is for, it has to say so."""
    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return isinstance(certificate.public_key(), RSAPublicKey)
    return usage.digital_signature and isinstance(certificate.public_key(), RSAPublicKey)


@dataclass(frozen=True)
class _Cached:
    certificate: Certificate
    begins: float
    ends: float


class SigningCertificates:
    """Amazon's signing certificates by URL, downloaded and verified once an hour.

    Only what passed every check is kept: at most a handful, each no longer than every certificate of its chain is
    valid. A download that fails is tried again with the next request. Threads may share this; two that miss at once
    both download, so that a slow download holds up nobody else.
    """

    def __init__(
        self,
        download: Download | None = None,
        roots: Iterable[Certificate] | None = None,
        clock: Clock = time.time,
    ) -> None:
        self._download = download or ChainDownload()
        self._roots = Store(list(trusted_roots() if roots is None else roots))
        self._clock = clock
        self._cached: OrderedDict[str, _Cached] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many certificates are kept."""
        return len(self._cached)

    def of(self, url: str) -> Certificate:
        """The verified certificate of a SignatureCertChainUrl; raises VerificationException."""
        path, now = chain_path(url), self._clock()
        with self._lock:
            kept = self._cached.get(path)
        if kept and kept.begins <= now < kept.ends:
            return kept.certificate
        chain = verify_chain(self._download(path), self._roots, now)
        ends = min(one.not_valid_after_utc.timestamp() for one in chain)
        begins = max(one.not_valid_before_utc.timestamp() for one in chain)
        with self._lock:
            self._cached[path] = _Cached(chain[0], begins, min(now + _SECONDS_CACHED, ends))
            self._cached.move_to_end(path)
            while len(self._cached) > _MAX_CACHED:
                self._cached.popitem(last=False)
        return chain[0]
