"""The web service as Alexa and as strangers meet it: over HTTP, behind gunicorn, with certificates made here."""

from __future__ import annotations

import base64
import ctypes
import ctypes.util
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import NameOID

from lambda_function import lambda_handler
from service import settings
from service.certificates import ChainDownload, SigningCertificates, trusted_roots
from service.sdk import VerificationException
from tests.certificates import BAD, GOOD
from tests.support import ROOT, assert_valid, event, heard, spoken
from workbench.__main__ import main
from workbench.amazon import (
    CHAIN_PATH,
    CHAIN_URL,
    SIGNER,
    Amazon,
    ChainServer,
    amazon,
    headers,
    issue,
    pem,
    rsa_key,
    signature,
    timestamp,
)
from workbench.gunicorn import gunicorn

SKILL = "amzn1.ask.skill.test"
SECRET = "zanzibar"
BODY_SECONDS = 1.5

Answer = tuple[int, Any]


@dataclass(frozen=True)
class Service:
    """A running service, the Amazon that it trusts, where it gets chains, and its log."""

    amazon: Amazon
    chains: ChainServer
    port: int
    log: Path

    def send(
        self, body: bytes, fields: dict[str, str | None] | None = None, method: str = "POST", path: str = "/alexa"
    ) -> Answer:
        """Status and JSON for a body that Amazon signed, with header fields changed, or left out for None."""
        signed = {**headers(body, self.amazon.signer.key), **(fields or {})}
        return self.send_raw(body, {name: text for name, text in signed.items() if text is not None}, method, path)

    def send_raw(self, body: Any, fields: dict[str, str], method: str = "POST", path: str = "/alexa") -> Answer:
        """Status and JSON for a body with header fields."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Connection": "close", **fields})
            response = connection.getresponse()
            content = response.read()
            return response.status, json.loads(content) if content else None
        finally:
            connection.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    ca = amazon()
    (folder / "root.pem").write_bytes(pem(ca.root))
    chains = ChainServer({CHAIN_PATH: ca.chain})
    arguments = f"({str(folder / 'root.pem')!r}, {chains.url!r}, {SKILL!r}, {BODY_SECONDS})"
    # What switches verification off in the SDK, or might, does not here.
    os.environ |= {"ASK_SDK_VERIFY_SIGNATURE": "False", "ASK_SDK_VERIFY_TIMESTAMP": "False", "FLASK_DEBUG": "1"}
    with (folder / "log").open("wb") as log, gunicorn(f"workbench.amazon:trusting{arguments}", log) as server:
        yield Service(ca, chains, server.port, folder / "log")
    chains.close()


def asked(text: str = "my calf is cramping right now", **request: Any) -> bytes:
    """A request of now in which something is said."""
    whole = event("TellPhraseIntent", spoken("phrase", text))
    whole["request"] |= {"timestamp": timestamp(), **request}
    return json.dumps(whole).encode()


def assert_answered(answer: Answer) -> None:
    status, envelope = answer
    assert status == 200
    assert_valid(envelope)
    assert "pull your toes up" in heard(envelope)


def assert_refused(answer: Answer, status: int = 400) -> None:
    assert answer[0] == status
    assert set(answer[1]) == {"error"}


def test_what_it_says_is_what_the_lambda_says(service: Service) -> None:
    body = asked("why do my legs cramp at night")
    status, envelope = service.send(body)
    ours = json.loads(json.dumps(lambda_handler(json.loads(body), None)))
    assert status == 200
    assert {**envelope, "userAgent": ""} == {**ours, "userAgent": ""}


def test_an_emergency_is_an_emergency(service: Service) -> None:
    status, envelope = service.send(asked("my calf is swollen and i can't breathe"))
    assert status == 200 and "Call nine one one now" in heard(envelope)


def test_unknown_values_do_not_cost_the_answer(service: Service) -> None:
    assert_answered(service.send(asked(dialogState="NEW_STATE", locale="en-US", unheard=[1])))


# Where the certificate is said to be

GOOD_URLS = {
    "as Amazon sends it": CHAIN_URL,
    "port 443": "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
    "host in capitals": "https://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
    "scheme in capitals": "HTTPS://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "dots that lead back": "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
    "a dot": "https://s3.amazonaws.com/./echo.api/./echo-api-cert.pem",
}
BAD_URLS = {
    "http": "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "ftp": "ftp://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "file": "file:///echo.api/echo-api-cert.pem",
    "no scheme": "//s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "other host": "https://notamazon.com/echo.api/echo-api-cert.pem",
    "host with a suffix": "https://s3.amazonaws.com.example.com/echo.api/echo-api-cert.pem",
    "host with a prefix": "https://evil-s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "host below": "https://echo.api.s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "host with a dot": "https://s3.amazonaws.com./echo.api/echo-api-cert.pem",
    "no host": "https:///echo.api/echo-api-cert.pem",
    "this machine": "https://127.0.0.1/echo.api/echo-api-cert.pem",
    "a user": "https://s3.amazonaws.com@evil.example/echo.api/echo-api-cert.pem",
    "a user of the host": "https://user:word@s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "other port": "https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem",
    "port out of range": "https://s3.amazonaws.com:99999/echo.api/echo-api-cert.pem",
    "port that is none": "https://s3.amazonaws.com:443x/echo.api/echo-api-cert.pem",
    "path in capitals": "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
    "other path": "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
    "path that only begins so": "https://s3.amazonaws.com/echo.api.evil/echo-api-cert.pem",
    "path below": "https://s3.amazonaws.com/evil/echo.api/echo-api-cert.pem",
    "dots that lead away": "https://s3.amazonaws.com/echo.api/../evil/echo-api-cert.pem",
    "encoded dots": "https://s3.amazonaws.com/echo.api/%2e%2e/evil/echo-api-cert.pem",
    "encoded slash": "https://s3.amazonaws.com/echo.api%2fecho-api-cert.pem",
    "encoded letter": "https://s3.amazonaws.com/%65cho.api/echo-api-cert.pem",
    "two slashes": "https://s3.amazonaws.com//echo.api/echo-api-cert.pem",
    "no file": "https://s3.amazonaws.com/echo.api/",
    "backslashes": "https:\\\\s3.amazonaws.com\\echo.api\\echo-api-cert.pem",
    "backslash in the host": "https://evil.example\\@s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "fragment in the host": "https://evil.example#@s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "fragment": "https://s3.amazonaws.com/echo.api/echo-api-cert.pem#x",
    "query": "https://s3.amazonaws.com/echo.api/echo-api-cert.pem?x=1",
    "query before the path": "https://evil.example?https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "parameter": "https://s3.amazonaws.com/echo.api/echo-api-cert.pem;x",
    "space inside": "https://s3.amazonaws.com/echo.api/echo api-cert.pem",
    "tab inside": "https://s3.amazonaws\t.com/echo.api/echo-api-cert.pem",
    "letter that looks like one": "https://s3.am\u00e0zonaws.com/echo.api/echo-api-cert.pem",
    "broken brackets": "https://[s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "two of them": f"{CHAIN_URL},{CHAIN_URL}",
    "no URL": "echo-api-cert.pem",
    "empty": "",
}


@pytest.mark.parametrize("url", GOOD_URLS.values(), ids=GOOD_URLS)
def test_a_good_url_is_taken(service: Service, url: str) -> None:
    assert_answered(service.send(asked(), {"SignatureCertChainUrl": url}))


@pytest.mark.parametrize("url", BAD_URLS.values(), ids=BAD_URLS)
def test_a_bad_url_is_refused_and_not_asked(service: Service, url: str) -> None:
    before = len(service.chains.asked)
    assert_refused(service.send(asked(), {"SignatureCertChainUrl": url}))
    assert len(service.chains.asked) == before


# The certificates


def offer(service: Service, name: str, chain: Any) -> dict[str, str | None]:
    """Puts a chain where it can be downloaded; the header that says where."""
    path = f"/echo.api/{name.replace(' ', '-')}.pem"
    service.chains.files[path] = chain
    return {"SignatureCertChainUrl": f"https://s3.amazonaws.com{path}"}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_chain_is_trusted(service: Service, name: str) -> None:
    assert_answered(service.send(asked(), offer(service, name, GOOD[name](service.amazon))))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_chain_is_refused(service: Service, name: str) -> None:
    fields = offer(service, name, BAD[name](service.amazon))
    asked_before = len(service.chains.asked)
    assert_refused(service.send(asked(), fields))
    assert len(service.chains.asked) == asked_before + 1


def test_a_failed_download_is_not_kept(service: Service) -> None:
    """One request for each process, and more: whichever process answers had the failure or had nothing."""
    fields = offer(service, "comes-later", None)
    for _ in range(6):
        assert_refused(service.send(asked(), fields))
    offer(service, "comes-later", service.amazon.chain)
    for _ in range(6):
        assert_answered(service.send(asked(), fields))
    assert service.chains.asked.count("/echo.api/comes-later.pem") <= 8


# The signature


def of(body: bytes, ca: Amazon, algorithm: hashes.HashAlgorithm | None = None) -> str:
    return signature(body, ca.signer.key, algorithm or hashes.SHA256())


def pss(body: bytes, _: Amazon) -> str:
    made = rsa_key(SIGNER).sign(body, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    return base64.b64encode(made).decode()


BAD_SIGNATURES = {
    "of another key": lambda body, _: signature(body, rsa_key("thief"), hashes.SHA256()),
    "of another body": lambda body, ca: of(body.replace(b"calf", b"foot"), ca),
    "of the body with a space more": lambda body, ca: of(body + b" ", ca),
    "of the body written otherwise": lambda body, ca: of(json.dumps(json.loads(body), indent=1).encode(), ca),
    "over SHA-1": lambda body, ca: of(body, ca, hashes.SHA1()),
    "over SHA-512": lambda body, ca: of(body, ca, hashes.SHA512()),
    "with another padding": pss,
    "cut short": lambda body, ca: of(body, ca)[:-8],
    "longer": lambda body, ca: of(body, ca)[:-2] + "AAAA",
    "with what is no base64 in between": lambda body, ca: "!" + of(body, ca),
    "in hexadecimal": lambda body, ca: of(body, ca).encode().hex(),
    "zeros": lambda *_: "A" * 342 + "==",
    "garbage": lambda *_: "\u00ff not base64 \u00ff",
    "empty": lambda *_: "",
    "missing, with the old one over SHA-1": lambda *_: None,
    "twice": lambda body, ca: f"{of(body, ca)}, {of(body, ca)}",
}


@pytest.mark.parametrize("make", BAD_SIGNATURES.values(), ids=BAD_SIGNATURES)
def test_a_bad_signature_is_refused(service: Service, make: Callable[[bytes, Amazon], str | None]) -> None:
    body = asked()
    assert_refused(service.send(body, {"Signature-256": make(body, service.amazon)}))


def test_no_header_at_all_is_refused(service: Service) -> None:
    assert_refused(service.send_raw(asked(), {}))
    assert_refused(service.send(asked(), {"SignatureCertChainUrl": None}))


def test_the_old_signature_is_not_looked_at(service: Service) -> None:
    assert_answered(service.send(asked(), {"Signature": "nonsense"}))
    assert_answered(service.send(asked(), {"Signature": None}))


# The time

GOOD_TIMES = {"now": 0, "two minutes old": -145, "two minutes ahead": 145}
BAD_TIMES = {"replayed after 150 seconds": -152, "of yesterday": -86_400, "ahead": 153, "of next year": 31_536_000}
NO_TIMES = {
    "none": None,
    "a number": 1_700_000_000,
    "a word": "yesterday",
    "empty": "",
    "a list": ["2026-11-22T03:00:00Z"],
    "without a zone": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
    "the year 0": "0000-01-01T00:00:00Z",
    "the year 9999": "9999-12-31T23:59:59-23:59",
}


@pytest.mark.parametrize("seconds", GOOD_TIMES.values(), ids=GOOD_TIMES)
def test_a_time_close_to_now_is_taken(service: Service, seconds: int) -> None:
    assert_answered(service.send(asked(timestamp=timestamp(seconds))))


@pytest.mark.parametrize("seconds", BAD_TIMES.values(), ids=BAD_TIMES)
def test_another_time_is_refused(service: Service, seconds: int) -> None:
    assert_refused(service.send(asked(timestamp=timestamp(seconds))))


@pytest.mark.parametrize("value", NO_TIMES.values(), ids=NO_TIMES)
def test_what_is_no_time_is_refused(service: Service, value: Any) -> None:
    assert_refused(service.send(asked(timestamp=value)))


# The body, well signed

BAD_BODIES = {
    "empty": b"",
    "not JSON": b"hello",
    "cut short": asked()[:-1],
    "array": b"[1]",
    "string": b'"x"',
    "null": b"null",
    "number": b"1",
    "object without a request": b"{}",
    "request that is a list": b'{"request": []}',
    "nested very deep": b"[" * 100_000,
    "objects nested very deep": b'{"request":' * 10_000,
    "number without end": b'{"request":' + b"9" * 5000 + b"}",
    "not UTF-8": asked().replace(b"calf", b"\xff\xfe"),
    "a form": b"request=1",
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_what_is_no_request_is_refused(service: Service, body: bytes) -> None:
    assert_refused(service.send(body))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_the_content_type_does_not_matter(service: Service, kind: str | None) -> None:
    assert_answered(service.send(asked(), {"Content-Type": kind}))


def test_a_body_in_pieces_is_taken(service: Service) -> None:
    body = asked()
    pieces = (body[first : first + 50] for first in range(0, len(body), 50))
    fields = headers(body, service.amazon.signer.key)
    assert_answered(service.send_raw(pieces, fields))


def test_a_large_body_is_taken_and_a_huge_one_is_not(service: Service) -> None:
    assert_answered(service.send(asked(padding="x" * 100_000)))
    assert_refused(service.send(asked(padding="x" * 131_000)), 413)
    huge = (b"x" * 1000 for _ in range(140))
    assert_refused(service.send_raw(huge, {}), 413)


def talk(service: Service, *parts: bytes, pause: float) -> bytes:
    """What comes back for parts that are sent with pauses between them."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break
            time.sleep(pause)
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    return answer


def head(service: Service, body: bytes, length: str) -> bytes:
    fields = headers(body, service.amazon.signer.key)
    lines = ["POST /alexa HTTP/1.1", "Host: x", "Connection: close", length, *(f"{k}: {v}" for k, v in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def test_a_slow_body_is_given_up(service: Service) -> None:
    body = asked()
    whole = head(service, body, f"Content-Length: {len(body)}")
    chunked = head(service, body, "Transfer-Encoding: chunked")
    slow: dict[str, list[tuple[bytes, ...]]] = {
        "408": [(whole, body[:50]), (whole, *(body[n : n + 1] for n in range(20))), (chunked, b"5\r\nhel")],
        "200": [(whole, body[:50], body[50:])],
    }
    with ThreadPoolExecutor(24) as pool:
        waiting = [
            (status, pool.submit(talk, service, *parts, pause=0.1))
            for status, all_parts in slow.items()
            for parts in all_parts * 4
        ]
        for status, answer in waiting:
            assert answer.result().split(b" ", 2)[1].decode() == status


def test_slow_bodies_hold_up_nobody(service: Service) -> None:
    body = asked()
    start = head(service, body, f"Content-Length: {len(body)}") + body[:9]
    with ExitStack() as opened:
        # Fewer than one process has threads: whichever of them takes these has one left.
        slow = [
            opened.enter_context(socket.create_connection(("127.0.0.1", service.port), timeout=10))
            for _ in range(settings.threads // 2)
        ]
        for connection in slow:
            connection.sendall(start)
        assert_answered(service.send(asked()))
        answered, _, _ = select.select(slow, [], [], 0)
        assert not answered, "they were given up before the quick one was answered"
        assert all(connection.recv(4096).split(b" ", 2)[1] == b"408" for connection in slow)


def test_what_is_hung_up_in_the_middle_is_survived(service: Service) -> None:
    body = asked()
    for _ in range(4):
        with socket.create_connection(("127.0.0.1", service.port)) as connection:
            connection.sendall(head(service, body, f"Content-Length: {len(body)}") + body[:9])
    assert_answered(service.send(asked()))


# The skill, the kind of request, the method, the path


def changed(**changes: Any) -> bytes:
    whole = json.loads(asked())
    return json.dumps({**whole, **changes}).encode()


OTHER_SKILLS = {
    "another": {"System": {"application": {"applicationId": "amzn1.ask.skill.other"}}},
    "longer": {"System": {"application": {"applicationId": f"{SKILL}x"}}},
    "empty": {"System": {"application": {"applicationId": ""}}},
    "no text": {"System": {"application": {"applicationId": [SKILL]}}},
    "missing": {},
    "no context": None,
}


@pytest.mark.parametrize("context", OTHER_SKILLS.values(), ids=OTHER_SKILLS)
def test_a_request_for_another_skill_is_refused(service: Service, context: Any) -> None:
    assert_refused(service.send(changed(context=context)))


@pytest.mark.parametrize(
    "kind", ["SessionEndedRequest", "System.ExceptionEncountered", "Alexa.Presentation.APL.Unheard", ""]
)
def test_what_is_not_to_be_answered_aloud_is_not_an_error(service: Service, kind: str) -> None:
    status, envelope = service.send(asked(type=kind))
    assert status == 200
    assert "outputSpeech" not in envelope["response"]


def test_a_launch_is_answered(service: Service) -> None:
    status, envelope = service.send(asked(type="LaunchRequest"))
    assert status == 200 and "Welcome" in heard(envelope)


METHODS = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECTED"]


@pytest.mark.parametrize("method", METHODS)
def test_another_method_is_refused(service: Service, method: str) -> None:
    assert service.send(asked(), method=method)[0] == 405


@pytest.mark.parametrize("path", ["/", "/alexa/", "/Alexa", "/alexa/x", "/static/app.py", "/../wsgi.py"])
def test_another_path_is_not_there(service: Service, path: str) -> None:
    assert_refused(service.send(asked(), path=path), 404)


def test_health(service: Service) -> None:
    assert service.send_raw(None, {}, "GET", "/healthz") == (200, {"status": "ok"})
    assert_refused(service.send_raw(None, {}, "POST", "/healthz"), 405)


# The log


def test_the_log_is_json_without_words_ids_and_addresses(service: Service) -> None:
    service.send(asked(f"my {SECRET} cramps at night"))
    service.send(asked(f"my {SECRET} cramps at night", type=SECRET))
    service.send(asked(SECRET, timestamp=SECRET))
    service.send(asked(SECRET), {"Signature-256": SECRET, "SignatureCertChainUrl": f"https://{SECRET}/"})
    service.send(asked(SECRET), {"SignatureCertChainUrl": f"https://s3.amazonaws.com/echo.api/{SECRET}"})
    service.send(SECRET.encode(), method=SECRET.upper(), path=f"/{SECRET}?{SECRET}")
    service.send(b'{"' + SECRET.encode())
    talk(service, f"POST /{SECRET} HTTP/1.1\r\n{SECRET}\r\n\r\n".encode(), pause=0)
    talk(service, f"GET /{SECRET} {SECRET}\r\n\r\n".encode(), pause=0)
    text = service.log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"answered", "refused", "ended", "request", "server"} <= {line["event"] for line in lines}
    assert {"the timestamp is not of now", "the body is not JSON"} <= {line.get("reason") for line in lines}
    assert sum("Invalid request" in line.get("message", "") for line in lines) >= 2
    assert all({"time", "level", "event"} <= set(line) for line in lines)
    for hidden in (SECRET, "amzn1", "127.0.0.1", "calf", "Traceback"):
        without_start = "\n".join(line for line in text.splitlines() if "Listening at" not in line)
        assert hidden.lower() not in without_start.lower(), hidden


# The certificates that are kept


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: float

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(time.time())


@pytest.fixture
def kept(service: Service, clock: Clock) -> SigningCertificates:
    return SigningCertificates(ChainDownload(service.chains.url), [service.amazon.root.certificate], clock)


def test_a_certificate_is_kept_for_an_hour(service: Service, kept: SigningCertificates, clock: Clock) -> None:
    service.chains.asked.clear()
    for seconds, downloads in ((0, 1), (1, 1), (3590, 1), (20, 2), (1, 2), (3601, 3)):
        clock.now += seconds
        assert kept.of(CHAIN_URL) == service.amazon.signer.certificate
        assert len(service.chains.asked) == downloads


def test_the_same_certificate_by_another_spelling_is_kept_once(service: Service, kept: SigningCertificates) -> None:
    service.chains.asked.clear()
    for url in GOOD_URLS.values():
        kept.of(url)
    assert len(service.chains.asked) == len(kept) == 1


def test_a_certificate_is_not_kept_longer_than_it_is_valid(
    service: Service, kept: SigningCertificates, clock: Clock
) -> None:
    ca = service.amazon
    soon = issue(SIGNER, ca.intermediate, key=ca.signer.key, names=[SIGNER], ends=timedelta(minutes=5))
    url = str(offer(service, "ends-soon", pem(soon, ca.intermediate))["SignatureCertChainUrl"])
    kept.of(url)
    clock.now += 299
    kept.of(url)
    clock.now += 2
    with pytest.raises(VerificationException):
        kept.of(url)
    clock.now -= 86_400 * 2
    with pytest.raises(VerificationException):
        kept.of(url)


def test_only_a_few_certificates_are_kept(service: Service, kept: SigningCertificates) -> None:
    urls = [str(offer(service, f"one-of-many-{n}", service.amazon.chain)["SignatureCertChainUrl"]) for n in range(30)]
    for url in urls:
        kept.of(url)
    assert len(kept) == 8
    service.chains.asked.clear()
    kept.of(urls[-1])
    assert service.chains.asked == []
    kept.of(urls[0])
    assert len(service.chains.asked) == 1


def test_what_is_not_trusted_is_not_kept(service: Service, clock: Clock) -> None:
    kept = SigningCertificates(ChainDownload(service.chains.url), trusted_roots(), clock)
    with pytest.raises(VerificationException, match="not valid"):
        kept.of(CHAIN_URL)
    assert len(kept) == 0


def test_the_roots_hold_amazons() -> None:
    names = {one.value for root in trusted_roots() for one in root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)}
    assert {f"Amazon Root CA {number}" for number in (1, 2, 3, 4)} <= names


# The command


def start() -> tuple[subprocess.Popen[str], int]:
    """``./dev serve`` on a free port, as soon as it is healthy."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "serve", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "lambda:."},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    line = process.stderr.readline()
    found = re.fullmatch(r"Listening on http://127\.0\.0\.1:(\d+): POST /alexa, GET /healthz\n", line)
    assert found, line
    port = int(found[1])
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz", headers={"Connection": "close"})
    assert connection.getresponse().status == 200
    connection.close()
    return process, port


def test_dev_serve_finishes_what_it_began() -> None:
    """To end it, by a signal or the keyboard, loses no request; and its verification is Amazon's."""
    signals = (signal.SIGTERM, signal.SIGINT)
    with ThreadPoolExecutor(len(signals)) as pool:
        list(pool.map(assert_graceful, signals))


def assert_graceful(which: signal.Signals) -> None:
    process, port = start()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"POST /alexa HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnu")
        time.sleep(0.2)
        process.send_signal(which)
        time.sleep(0.3)
        assert process.poll() is None
        connection.sendall(b"ll")
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert err == ""
    assert all(json.loads(line) for line in out.splitlines())


def test_where_it_cannot_listen_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for code, arguments in (
            (1, ["--port", port]),
            (1, ["--host", "no.such.host.invalid", "--port", port]),
            (1, ["--host", "." * 99, "--port", port]),
            (1, ["--host", "192.0.2.1", "--port", port]),
            (2, ["--port", "65536"]),
            (2, ["--port", "-1"]),
            (2, ["--port", "http"]),
        ):
            with pytest.raises(SystemExit) as stop:
                main(["serve", *arguments])
            out, err = capsys.readouterr()
            assert stop.value.code == code
            assert out == "" and err.count("\n") == 1
            assert err.startswith("dev serve: " if code == 1 else "./dev serve: ")


def test_wrong_use_of_load_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for count in ("-5", "0", "many"):
        with pytest.raises(SystemExit) as stop:
            main(["load", "--soak", count])
        assert stop.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1


# The stand-in for certvalidator


def test_flask_ask_sdk_still_needs_the_stand_in() -> None:
    """When this fails, upstream has a release that can be imported: take the stand-in out of service/sdk.py."""
    released = {name: version(name) for name in ("oscrypto", "certvalidator", "ask-sdk-webservice-support")}
    assert released == {"oscrypto": "1.3.0", "certvalidator": "0.11.1", "ask-sdk-webservice-support": "1.3.3"}
    source = Path(str(distribution("oscrypto").locate_file("oscrypto/_openssl/_libcrypto_cffi.py"))).read_text("utf-8")
    patterns = [
        pattern.replace("\\\\", "\\") for pattern in re.findall(r"re\.search\('(.+?)', version_string\)", source)
    ]
    assert len(patterns) == 2
    known = [any(re.search(one, f"OpenSSL 3.0.{patch} 27 Jan 2026") for one in patterns) for patch in (9, 10, 19)]
    assert known == [True, False, False]


def test_without_the_stand_in_the_import_fails_here_too() -> None:
    """On a machine whose OpenSSL oscrypto can't make out; any other says nothing about it."""
    library = ctypes.CDLL(ctypes.util.find_library("crypto"))
    library.OpenSSL_version.restype = ctypes.c_char_p
    if not re.search(rb"\d\.\d\.\d\d", library.OpenSSL_version(0)):
        pytest.skip("this OpenSSL has a version that oscrypto knows")
    run = subprocess.run([sys.executable, "-c", "import flask_ask_sdk.skill_adapter"], capture_output=True, text=True)
    assert run.returncode != 0 and "detecting the version of libcrypto" in run.stderr


def test_the_stand_in_vouches_for_nothing() -> None:
    from certvalidator import CertificateValidator  # type: ignore[import-untyped]

    with pytest.raises(NotImplementedError):
        CertificateValidator(b"", [])
