"""The console's server, through its own addresses; how the page looks and works is tested in tests/browser."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from leg_cramps.language.words import LOCALES
from tests.support import ROOT, SCREENS
from workbench.__main__ import main
from workbench.console.server import STATIC, create_app
from workbench.devices import APL, DEVICES
from workbench.local_alexa import FALLBACK

EXAMPLES = [one for group in json.loads((STATIC / "examples.json").read_text("utf-8")) for one in group["say"]]
SECRET = "zanzibar"


@pytest.fixture
def client() -> FlaskClient:
    """A console of this machine."""
    return create_app().test_client()


def take(client: FlaskClient, **turn: Any) -> dict[str, Any]:
    """The answer to a turn that is one."""
    response = client.post("/api/turn", json=turn)
    assert response.status_code == 200, response.json
    answer: dict[str, Any] = response.get_json()
    return answer


def heard(answer: dict[str, Any]) -> str:
    """The words that are spoken."""
    return re.sub(r"<[^>]+>", " ", answer["response"]["response"]["outputSpeech"]["ssml"])


# --- turns


def test_a_question(client: FlaskClient) -> None:
    answer = take(client, say="why do my legs cramp at night")
    assert answer["request"]["request"]["intent"]["name"] == "CauseIntent"
    assert answer["request"]["session"]["new"] is True
    assert "night" in heard(answer)
    assert answer["explain"]["causes"][0]["id"] == "idiopathic_night_cramps"
    assert answer["listening"] is True
    assert [line["event"] for line in answer["log"]] == ["answered"]
    assert 0 < answer["took_ms"] < 10_000


def test_the_session_goes_back_and_forth(client: FlaskClient) -> None:
    first = take(client, say="why do my legs cramp at night")
    second = take(client, say="yes", session=first["session"])
    assert second["request"]["session"]["new"] is False
    assert second["request"]["session"]["sessionId"] == first["session"]["id"]
    assert "Step one" in heard(second)
    assert "Step one" not in heard(take(client, say="yes"))


def test_a_question_of_the_skill_takes_the_whole_answer(client: FlaskClient) -> None:
    opened = take(client, open=True)
    assert opened["request"]["request"]["type"] == "LaunchRequest" and opened["explain"] is None
    assert opened["session"]["eliciting"] == ["OpenQuestionIntent", "question"]
    answer = take(client, say="zanzibar swollen ankle bone", session=opened["session"])
    assert answer["request"]["request"]["intent"]["name"] == "OpenQuestionIntent"
    assert take(client, say="zanzibar swollen ankle bone")["request"]["request"]["intent"]["name"] == FALLBACK


@pytest.mark.parametrize("said", ["open leg cramp helper", "Alexa, open leg cramp helper.", "ask leg cramp helper"])
def test_the_skill_is_opened_by_its_name(client: FlaskClient, said: str) -> None:
    assert take(client, say=said)["request"]["request"]["type"] == "LaunchRequest"


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("ask leg cramp helper why do my legs cramp at night", "CauseIntent"),
        ("Alexa, ask Leg Cramp Helper about leg cramps at night", "CauseIntent"),
        ("tell leg cramp helper my calf is cramping right now", "ReliefIntent"),
    ],
)
def test_the_skill_is_asked_by_its_name(client: FlaskClient, said: str, intent: str) -> None:
    going_on = take(client, open=True)["session"]
    answer = take(client, say=said, session=going_on)
    assert answer["request"]["request"]["intent"]["name"] == intent
    assert answer["request"]["session"]["new"] is True and answer["session"]["id"] != going_on["id"]


@pytest.mark.parametrize("said", ["open the door", "ask my doctor", "tell leg cramps helper hello", "leg cramp helper"])
def test_other_names_open_nothing(client: FlaskClient, said: str) -> None:
    assert take(client, say=said)["request"]["request"]["type"] == "IntentRequest"


def test_a_touch(client: FlaskClient) -> None:
    first = take(client, say="why do my legs cramp at night")
    token = next(one for one in first["response"]["response"]["directives"] if one["type"].endswith("Document"))[
        "token"
    ]
    answer = take(client, touch={"arguments": ["yes"], "token": token}, session=first["session"])
    asked = answer["request"]["request"]
    assert (asked["type"], asked["arguments"], asked["token"]) == (f"{APL}.UserEvent", ["yes"], token)
    assert "Step one" in heard(answer) and answer["explain"] is None


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_says_what_it_is(client: FlaskClient, device: str) -> None:
    answer = take(client, say="does magnesium help", device=device)
    context = answer["request"]["context"]
    shows = [one["type"] for one in answer["response"]["response"].get("directives", ())]
    if device not in SCREENS:
        assert context["System"]["device"]["supportedInterfaces"] == {} and "Viewport" not in context
        assert f"{APL}.RenderDocument" not in shows
        return
    width, height, mode, shape = SCREENS[device]
    viewport = context["Viewport"]
    assert APL in context["System"]["device"]["supportedInterfaces"]
    assert (viewport["pixelWidth"], viewport["pixelHeight"], viewport["mode"], viewport["shape"]) == (
        width,
        height,
        mode,
        shape,
    )
    current = context["Viewports"][0]["configuration"]["current"]
    assert (current["size"]["pixelWidth"], current["size"]["pixelHeight"]) == (width, height)
    assert f"{APL}.RenderDocument" in shows


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale(client: FlaskClient, locale: str) -> None:
    answer = take(client, say="i can't breathe and my calf hurts", locale=locale)
    assert answer["request"]["request"]["locale"] == locale
    number = {"en-GB": "nine nine nine", "en-AU": "triple zero", "en-IN": "one one two"}.get(locale, "nine one one")
    assert number in heard(answer)


def test_an_emergency_ends_on_a_speaker_and_stays_on_a_screen(client: FlaskClient) -> None:
    said = "two weeks of calf pain and now it hurts to take a deep breath"
    assert take(client, say=said, device="speaker")["session"] is None
    shown = take(client, say=said, device="hub")
    assert shown["session"] and shown["listening"] is False
    assert [one["id"] for one in shown["explain"]["red_flags"] if one["urgency"] == "emergency"] == ["rf_pe"]


def test_the_end(client: FlaskClient) -> None:
    opened = take(client, open=True)
    assert take(client, say="stop", session=opened["session"])["session"] is None


def test_the_time(client: FlaskClient) -> None:
    answer = take(client, open=True, at="2026-11-22T03:00:00+01:00")
    assert answer["request"]["request"]["timestamp"] == "2026-11-22T02:00:00Z"
    assert take(client, open=True)["request"]["request"]["timestamp"] > "2026-11-22T02:00:00Z"


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_has_an_answer(client: FlaskClient, example: str) -> None:
    before = take(client, say="why do my legs cramp at night")["session"]
    answer = take(client, say=example, session=before)
    assert answer["request"]["request"]["intent"]["name"] != FALLBACK
    assert answer["response"].get("sessionAttributes", {}).get("answer", {}).get("kind") != "fallback"


def test_nothing_that_is_said_is_logged(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    answer = take(client, say=f"my calf is {SECRET}")
    assert SECRET in json.dumps(answer["request"]) and SECRET not in json.dumps(answer["log"])
    client.post("/api/turn", json={"say": SECRET, "locale": SECRET})
    out, err = capfd.readouterr()
    assert SECRET not in out + err


# --- what is no turn

BAD: list[tuple[Any, str]] = [
    ([], "a JSON object"),
    ("why", "a JSON object"),
    ({}, 'one of "say", "touch" and "open"'),
    ({"say": "why", "open": True}, 'one of "say", "touch" and "open"'),
    ({"say": "why", "speak": 1}, "unknown key: 'speak'"),
    ({"say": ""}, '"say"'),
    ({"say": "  "}, '"say"'),
    ({"say": 7}, '"say"'),
    ({"say": None}, '"say"'),
    ({"say": "x" * 1001}, "1000 characters"),
    ({"open": False}, '"open" has to be true'),
    ({"touch": "yes"}, '"arguments"'),
    ({"touch": {"arguments": "yes"}}, '"arguments"'),
    ({"touch": {"arguments": [], "token": 1}}, '"token"'),
    ({"touch": {"arguments": [], "source": []}}, '"source"'),
    ({"open": True, "locale": "de-DE"}, '"locale" has to be one of en-US, en-GB'),
    ({"open": True, "locale": ["en-US"]}, '"locale"'),
    ({"open": True, "device": "toaster"}, '"device" has to be one of hub, small'),
    ({"open": True, "device": []}, '"device"'),
    ({"open": True, "at": "noon"}, '"at"'),
    ({"open": True, "at": 12}, '"at"'),
    ({"open": True, "at": "2026-11-22T03:00:00"}, "with its zone"),
    ({"open": True, "session": "s"}, '"session"'),
    ({"open": True, "session": {}}, '"id"'),
    ({"open": True, "session": {"id": 1}}, '"id"'),
    ({"open": True, "session": {"id": "1", "attributes": []}}, '"attributes"'),
    ({"open": True, "session": {"id": "1", "eliciting": "x"}}, '"eliciting"'),
    ({"open": True, "session": {"id": "1", "eliciting": ["x", 1]}}, '"eliciting"'),
]


@pytest.mark.parametrize(("body", "says"), BAD, ids=lambda value: str(value)[:40])
def test_a_wrong_body_is_refused_in_a_sentence(client: FlaskClient, body: Any, says: str) -> None:
    response = client.post("/api/turn", json=body)
    assert response.status_code == 400
    sentence = response.get_json()["error"]
    assert says in sentence and sentence.endswith(".") and "\n" not in sentence and len(sentence) < 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{", "application/json"),
        ("", "application/json"),
        ('{"open": true}', "text/plain"),
        ("null", "application/json"),
    ],
)
def test_what_is_no_json_is_refused(client: FlaskClient, body: str, kind: str) -> None:
    response = client.post("/api/turn", data=body, content_type=kind)
    assert response.status_code == 400 and response.get_json()["error"].endswith(".")


def test_a_huge_body_is_refused(client: FlaskClient) -> None:
    response = client.post("/api/turn", json={"say": "x" * 100_000})
    assert response.status_code == 413 and "error" in response.get_json()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/api/setup", 405), ("GET", "/none", 404), ("GET", "/icons/../icon.svg", 404)],
)
def test_other_addresses(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status and "error" in response.get_json()


def test_strange_attributes_reach_the_skill_and_do_no_harm(client: FlaskClient) -> None:
    session = {"id": "s", "attributes": {"answer": ["?"], "told": 7}, "eliciting": ["NoIntent", "slot"]}
    assert heard(take(client, say="why do my legs cramp at night", session=session))


def test_a_handler_that_fails(capfd: pytest.CaptureFixture[str]) -> None:
    def broken(event: Any, context: Any) -> dict[str, Any]:
        raise KeyError(f"{event} {context}")

    response = create_app(handle=broken).test_client().post("/api/turn", json={"say": SECRET})
    assert response.status_code == 500
    told = response.get_json()["error"]
    assert told.startswith("The skill's handler failed: KeyError in test_console.py, line ")
    assert told in capfd.readouterr().err and SECRET not in told


# --- who may ask


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:8000", "127.1.2.3"])
def test_this_machine_may_ask(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:8000", "192.168.1.7:8000", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]:80"],
)
def test_no_other_name_may_be_used(client: FlaskClient, host: str) -> None:
    for path in ("/", "/api/setup", "/app.js"):
        assert client.get(path, headers={"Host": host}).status_code == 403
    assert client.post("/api/turn", json={"open": True}, headers={"Host": host}).status_code == 403


def test_on_the_network_an_address_or_the_own_name_may_be_used() -> None:
    client = create_app(shared=True).test_client()
    for host in ("192.168.1.7:8000", "[fe80::1]:8000", "localhost:8000", f"{socket.gethostname()}:8000"):
        assert client.get("/", headers={"Host": host}).status_code == 200, host
    assert client.get("/", headers={"Host": "evil.example:8000"}).status_code == 403


def test_other_pages_may_not_ask(client: FlaskClient) -> None:
    elsewhere = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for response in (client.options("/api/turn", headers=elsewhere), client.get("/api/setup", headers=elsewhere)):
        assert not [name for name, _ in response.headers if name.startswith("Access-Control-")]


# --- the page


def policy(client: FlaskClient, path: str) -> dict[str, str]:
    """The content security policy of a page, by its directives."""
    parts = client.get(path).headers["Content-Security-Policy"].split(";")
    return {part.split()[0]: " ".join(part.split()[1:]) for part in parts}


def test_the_page_may_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = policy(client, "/")
    assert page["default-src"] == "'none'"
    assert {page[f"{kind}-src"] for kind in ("script", "style", "connect", "img", "frame")} == {"'self'"}
    assert page["frame-ancestors"] == "'none'"
    screen = policy(client, "/screen.html")
    assert screen["sandbox"] == "allow-scripts"
    assert screen["default-src"] == "'none'" and screen["connect-src"] == screen["img-src"] == "data:"


def test_every_file_that_the_page_names_is_there(client: FlaskClient) -> None:
    named = {"/", "/manifest.webmanifest", "/api/setup"}
    for file in (*STATIC.glob("*.html"), *STATIC.glob("*.js"), *STATIC.glob("*.webmanifest")):
        text = file.read_text("utf-8")
        named |= set(re.findall(r'"(/[\w./-]+\.\w+)"', text))
        named |= {f"/{module}" for module in re.findall(r'from "\./([\w.-]+)"', text)}
    assert {"/app.js", "/style.css", "/icons/icon_512.png", "/vendor/apl-viewhost-web/index.js"} <= named
    for path in named:
        with client.get(path) as response:
            assert response.status_code == 200, path
            assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_no_file_of_the_page_is_unused() -> None:
    texts = "".join(file.read_text("utf-8") for file in STATIC.glob("*.*"))
    for file in STATIC.glob("*.*"):
        assert file.name == "index.html" or file.name in texts, file.name


def test_the_page_has_no_script_or_address_of_its_own() -> None:
    for file in STATIC.glob("*.html"):
        text = file.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), file
    for file in STATIC.glob("*.*"):
        known = {"https://developer.amazon.com/", "http://www.w3.org/"}
        addresses = re.findall(r"https?://[\w.-]+/", file.read_text("utf-8"))
        assert set(addresses) <= known, file


def test_it_can_be_installed(client: FlaskClient) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").data)
    assert manifest["display"] == "standalone" and manifest["start_url"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"512x512"}


def test_the_page_knows_how_it_is_set_up(client: FlaskClient) -> None:
    told: dict[str, Any] = client.get("/api/setup").get_json()
    assert told["shared"] is False and told["name"] == "leg cramp helper"
    assert tuple(told["locales"]) == tuple(LOCALES)
    assert [one["id"] for one in told["devices"]] == list(DEVICES)
    assert create_app(shared=True).test_client().get("/api/setup").get_json()["shared"] is True


# --- the command


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    """./dev console on any free port."""
    command = [sys.executable, "-m", "workbench", "console", "--port", "0"]
    run = subprocess.Popen(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": "lambda:.", "PATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield run
    run.kill()
    run.communicate()


def test_the_command(running: subprocess.Popen[str]) -> None:
    assert running.stdout
    line = running.stdout.readline()
    where = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert where, line
    with urllib.request.urlopen(where[0], timeout=10) as response:
        assert b"Leg Cramp Helper" in response.read()
    start = time.perf_counter()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=10)
    assert running.returncode == 0 and out.strip() == "" and err == ""
    assert time.perf_counter() - start < 5


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["console", "--port", str(port)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith(f"dev console: cannot listen on 127.0.0.1, port {port}: ") and "--port" in err


@pytest.mark.parametrize("port", ["65536", "-1", "http", "8000.5", ""])
def test_no_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["console", "--port", port])
    err = capsys.readouterr().err
    assert stop.value.code == 2 and err.count("\n") == 1 and "--port" in err


def test_no_host(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["console", "--host", "nowhere.invalid", "--port", "0"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("dev console: cannot listen on nowhere.invalid") and err.count("\n") == 1


def test_the_network_is_warned_of() -> None:
    command = [sys.executable, "-m", "workbench", "console", "--port", "0", "--host", "0.0.0.0"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": "lambda:.", "PATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        line = run.stdout.readline()
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=10)
    assert re.search(r"http://[\w.-]+:\d+", line) and "0.0.0.0" not in line
    assert "everybody on this network" in err and err.count("\n") == 1
