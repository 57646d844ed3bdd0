"""``./dev load``: the web service under signed requests, by gunicorn with two processes on this machine."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from threading import Thread

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import Response
from cryptography.x509 import load_pem_x509_certificates
from flask import Flask

from service.certificates import ChainDownload, SigningCertificates
from service.sdk import SkillAdapter
from service.verification import SignatureVerifier
from workbench.amazon import CHAIN_PATH, Amazon, ChainServer, amazon, headers, pem, timestamp
from workbench.ask import model_of
from workbench.gunicorn import PROCESSES, Server, gunicorn
from workbench.local_alexa import request, understand

_CONNECTIONS = 4
_ROUNDS, _A_ROUND = 5, 2000
_CHUNK = 1000
_SECONDS = 20
_LOCALE = "en-US"
_UTTERANCES = (
    "why do my legs cramp at night",
    "my calf is cramping right now",
    "does magnesium help",
    "when should i see a doctor",
    "two weeks of calf pain and now it hurts to take a deep breath",
    "how do i prevent leg cramps",
    "i get cramps after a long run",
)

Signed = tuple[bytes, dict[str, str]]


@dataclass(frozen=True)
class Measured:
    """What came of some requests: seconds each took, seconds of all together, and how many had no answer."""

    took: list[float]
    seconds: float
    errors: int

    def __str__(self) -> str:
        cuts = quantiles(self.took, n=100)
        rate = len(self.took) / self.seconds
        return (
            f"{rate:7.0f} requests a second   p50 {cuts[49] * 1000:6.2f} ms   p99 {cuts[98] * 1000:6.2f} ms"
            f"   {self.errors} errors"
        )


def hello(root: str, chains: str) -> Flask:
    """A bare flask-ask-sdk skill that says hello to everything, with the same verification of signatures."""
    builder = SkillBuilder()

    @builder.request_handler(can_handle_func=lambda handler_input: bool(handler_input))
    def say(handler_input: HandlerInput) -> Response:
        response: Response = handler_input.response_builder.speak("Hello").response
        return response

    app = Flask(__name__)
    app.config["ASK_SDK_VERIFY_SIGNATURE"] = False  # the next line has it
    roots = load_pem_x509_certificates(Path(root).read_bytes())
    verifier = SignatureVerifier(SigningCertificates(ChainDownload(chains), roots))
    SkillAdapter(builder.create(), None, [verifier], app).register(app, "/alexa")
    return app


def run_load(soak: int | None) -> int:
    """``./dev load``, or ``--soak`` with that many requests; returns the exit code."""
    signer = amazon()
    chains = ChainServer({CHAIN_PATH: signer.chain})
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root.pem"
        root.write_bytes(pem(signer.root))
        with_arguments = f"({str(root)!r}, {chains.url!r})"
        with gunicorn("workbench.amazon:trusting" + with_arguments) as ours:
            if soak:
                return _soak(ours, signer, soak)
            with gunicorn("workbench.load:hello" + with_arguments) as bare:
                return _compare(ours, bare, signer)


def _compare(ours: Server, bare: Server, signer: Amazon) -> int:
    """Sends the same requests to both, in turns, and prints what came of it."""
    apps = {"this skill": ours, "a bare hello": bare}
    results: dict[str, list[Measured]] = {name: [] for name in apps}
    for server in apps.values():
        _send(server, _signed(signer, 200))  # so that both are warm
    for number in range(_ROUNDS):
        _progress(f"round {number + 1} of {_ROUNDS}")
        for name, server in apps.items():
            results[name].append(_send(server, _signed(signer, _A_ROUND)))
    _progress("")
    print(f"{_ROUNDS} rounds of {_A_ROUND} signed requests over {_CONNECTIONS} connections, {PROCESSES} processes each")
    for name, measured in results.items():
        print(f"{name:12} {_together(measured)}")
    return 1 if any(one.errors for measured in results.values() for one in measured) else 0


def _soak(server: Server, signer: Amazon, count: int) -> int:
    """Sends so many requests and prints the memory of the workers after every tenth of them."""
    _send(server, _signed(signer, 200))
    print(f"{count} signed requests over {_CONNECTIONS} connections, {PROCESSES} processes")
    print(f"  0 %  {_mebibytes(server)}")
    done, tenths, results = 0, 0, []
    while done < count:
        results.append(_send(server, _signed(signer, min(_CHUNK, count - done))))
        done += len(results[-1].took)
        _progress(f"{done} of {count}")
        while tenths < done * 10 // count:
            tenths += 1
            print(f"{tenths * 10:3} %  {_mebibytes(server)}   {sum(one.errors for one in results)} errors")
    _progress("")
    print(_together(results))
    return 1 if any(one.errors for one in results) else 0


def _mebibytes(server: Server) -> str:
    return "  ".join(f"{one:.1f} MiB" for one in server.memory()) or "memory unknown"


def _together(measured: Sequence[Measured]) -> Measured:
    return Measured(
        [took for one in measured for took in one.took],
        sum(one.seconds for one in measured),
        sum(one.errors for one in measured),
    )


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    elif text:
        print(text, file=sys.stderr)


def _signed(signer: Amazon, count: int) -> list[Signed]:
    """So many requests of now, each with its own body and signature."""
    model = model_of(_LOCALE)
    understood = [None, *(understand(model, utterance, None) for utterance in _UTTERANCES)]
    made = []
    for number in range(count):
        event = request(understood[number % len(understood)], locale=_LOCALE, attributes={}, new=True)
        event["request"] |= {"timestamp": timestamp(), "requestId": f"amzn1.echo-api.request.{number}"}
        body = json.dumps(event).encode()
        made.append((body, headers(body, signer.signer.key)))
    return made


def _send(server: Server, requests: Sequence[Signed]) -> Measured:
    """Sends requests over a few connections at a time, and waits for all answers."""
    took: list[float] = []
    wrong: list[str] = []
    threads = [
        Thread(target=_converse, args=(server, requests[first::_CONNECTIONS], took.append, wrong.append))
        for first in range(_CONNECTIONS)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(took, time.perf_counter() - began, len(wrong))


def _converse(
    server: Server, requests: Sequence[Signed], took: Callable[[float], None], wrong: Callable[[str], None]
) -> None:
    """Sends requests over one connection, one after the other."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=_SECONDS)
    for body, signed in requests:
        began = time.perf_counter()
        try:
            connection.request("POST", "/alexa", body, signed)
            response = connection.getresponse()
            good = b"outputSpeech" in response.read() and response.status == 200
        except (OSError, HTTPException):
            connection.close()
            good = False
        took(time.perf_counter() - began)
        if not good:
            wrong("no answer")
    connection.close()
