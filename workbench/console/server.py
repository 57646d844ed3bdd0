"""The console's server: the files of the page, and one address that takes a turn."""

from __future__ import annotations

import ipaddress
import socket
import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request, send_from_directory
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from lambda_function import lambda_handler
from leg_cramps.language.words import LOCALES
from workbench.ask import model_of
from workbench.console.turn import BadTurnError, Handler, Turn, take, turn_of
from workbench.devices import DEVICES

STATIC = Path(__file__).parent / "static"
_ICONS = Path(__file__).resolve().parents[2] / "assets" / "images"
_MAX_BODY = 64 * 1024
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Amazon's renderer makes functions of strings, reads its WebAssembly from a data: address and adds style sheets. So it
# has a page of its own: in a frame that is of no origin, and that reaches nothing.
_SCREEN = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src data:; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)


def create_app(shared: bool = False, handle: Handler = lambda_handler) -> Flask:
    """The console as a WSGI app. ``shared``: it listens to the network; ``handle``: the skill's handler."""
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="")
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined] # requests read best in the order that Alexa has

    @app.before_request
    def known_host() -> tuple[Response, int] | None:
        if is_own(request.host, shared):
            return None
        return _problem(f"This console is not {request.host[:80]}: open it by its address."), 403

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _SCREEN if request.path == "/screen.html" else _PAGE
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-cache"
        return response

    @app.get("/")
    def page() -> Response:
        return app.send_static_file("index.html")

    @app.get("/icons/<name>")
    def icon(name: str) -> Response:
        return send_from_directory(_ICONS, name)

    @app.get("/api/setup")
    def setup() -> Response:
        return jsonify(
            shared=shared,
            name=model_of(LOCALES[0])["interactionModel"]["languageModel"]["invocationName"],
            locales=LOCALES,
            devices=[{"id": one, **vars(device)} for one, device in DEVICES.items()],
        )

    @app.post("/api/turn")
    def turn() -> tuple[Response, int] | Response:
        if not request.is_json:
            return _problem("The body has to be JSON, and said to be (application/json)."), 400
        body = request.get_json(silent=True)
        if body is None:
            return _problem("The body is no JSON object."), 400
        try:
            return jsonify(take(turn_of(body), handle))
        except BadTurnError as error:
            return _problem(str(error)), 400

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[Response, int]:
        return _problem(f"{error.name}: {error.description}"), error.code or 500

    @app.errorhandler(Exception)
    def failed(error: Exception) -> tuple[Response, int]:
        told = f"The skill's handler failed: {type(error).__name__} in {_place(error)}."
        print(f"dev console: {told}", file=sys.stderr)
        return _problem(told), 500

    return app


def _problem(sentence: str) -> Response:
    return jsonify(error=sentence)


def _place(error: BaseException) -> str:
    """The file and line in which an error was raised. Its message may have words in it that were said."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "no known place"


def is_own(host: str, shared: bool) -> bool:
    """Whether a Host header names this server.

    A page elsewhere may let its own name lead to this machine (DNS rebinding); it cannot choose an address as name.
    ``shared``: any address will do, and the name of this machine; else only the loopback ones.
    """
    name = host.partition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    try:
        return ipaddress.ip_address(name).is_loopback or shared
    except ValueError:
        own = socket.gethostname().lower()
        return name.lower() in ({"localhost", own, f"{own}.local"} if shared else {"localhost"})


class _Quiet(WSGIRequestHandler):
    """Nothing is logged of what goes well."""

    def log_request(self, *_: Any) -> None:
        """Says nothing."""


def run_console(host: str, port: int) -> int:
    """``./dev console``: serves until it is stopped; returns the exit code."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        print(f"dev console: cannot listen on {host}, port {port}: {why}; see --host and --port", file=sys.stderr)
        return 1
    shared = not ipaddress.ip_address(listener.getsockname()[0]).is_loopback
    port = listener.getsockname()[1]
    server = make_server(host, port, create_app(shared), threaded=True, request_handler=_Quiet, fd=listener.fileno())
    take(Turn(say="why"), lambda_handler)  # so that the first answer does not have to wait for the tables
    if shared:
        print(
            "dev console: warning: everybody on this network can open this page, and nothing between it and them is "
            "encrypted; leave out --host to keep it to this machine",
            file=sys.stderr,
        )
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    where = f"http://{_address() if host in ('0.0.0.0', '::') else shown}:{port}"
    print(f"Leg Cramp Helper is at {where} (Ctrl+C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


def _address() -> str:
    """The address under which other machines see this one; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
