"""The console in a real browser: typed, spoken, heard, touched, on every device, by keyboard, and when it fails."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from werkzeug.serving import make_server

from lambda_function import lambda_handler
from leg_cramps.language.words import LOCALES
from tests.support import SCREENS
from workbench.console.server import create_app

NIGHT = "why do my legs cramp at night"
EMERGENCY = "two weeks of calf pain and now it hurts to take a deep breath"
# The speech of the browser: what it is asked to say is noted, and takes no time unless it is held.
VOICE = """
  window.spoken = []; window.cancelled = 0; window.held = false;
  speechSynthesis.speak = (one) => {
    spoken.push({ text: one.text, lang: one.lang, rate: one.rate, volume: one.volume });
    setTimeout(() => { one.onstart?.(); if (!held) one.onend?.(); }, 1);
  };
  speechSynthesis.cancel = () => { cancelled++; };
"""
# The speech recognition of the browser: it hears what the test says.
EAR = """
  window.SpeechRecognition = window.webkitSpeechRecognition = class {
    start() { window.ear = this; }
    stop() { this.onend?.(); }
    hear(words) { this.onresult?.({ results: [[{ transcript: words }]] }); }
    fail(error) { this.onerror?.({ error }); this.onend?.(); }
  };
"""
BOX = "(one) => { const box = one.getBoundingClientRect(); return [box.x, box.y, box.width, box.height]; }"
DEAF = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The address at which an app is served; it is stopped at the end."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a console."""
    with served(create_app()) as where:
        yield where


@dataclass
class Console:
    """The page, as somebody uses it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def ask(self, words: str) -> Locator:
        """Types something, and waits for the answer to it."""
        self.page.get_by_role("textbox", name="What you say").fill(words)
        self.page.keyboard.press("Enter")
        return self.answered(words)

    def answered(self, words: str) -> Locator:
        """The answer to what was said or touched last, when it is there."""
        expect(self.page.locator("#turns .said").last).to_contain_text(words)
        turns = self.page.locator("#turns > li:not(.divider)")
        turn = turns.nth(turns.count() - 1)
        expect(turn.get_by_role("article", name="Answer")).to_be_visible()
        return turn.get_by_role("article", name="Answer")

    def screen(self) -> FrameLocator:
        """The screen of the device, when it is drawn."""
        expect(self.page.locator("#stage")).to_have_attribute("aria-busy", "false")
        expect(self.page.locator("#stage")).to_have_attribute("data-on", "true")
        return self.page.frame_locator("iframe")

    def tap(self, words: str) -> None:
        """Taps what has these words on the screen. (Playwright can't click into a frame that is scaled.)"""
        button = self.screen().get_by_role("button", name=words)
        button.evaluate("(one) => one.scrollIntoView()")
        self.page.wait_for_timeout(300)  # for the browser to know where a frame of another process is
        x, y, width, height = button.evaluate(BOX)
        left, top, shown, _ = self.page.locator("iframe").evaluate(BOX)
        scale = shown / self.page.locator("iframe").evaluate("(one) => one.offsetWidth")
        x, y = x + width / 2, y + height / 2
        self.page.mouse.click(left + x * scale, top + y * scale, delay=80)  # as long as a person presses

    def tab(self, name: str) -> Locator:
        """Opens a tab of the details."""
        self.page.get_by_role("tab", name=name).click()
        return self.page.get_by_role("tabpanel", name=name)

    def spoken(self) -> list[dict[str, Any]]:
        """What the browser was asked to say."""
        said: list[dict[str, Any]] = self.page.evaluate("spoken")
        return said

    def json(self, name: str) -> Any:
        """The JSON in a tab, by its copy button."""
        self.tab(name).get_by_role("button", name="Copy").click()
        expect(self.page.get_by_role("button", name="Copied")).to_be_visible()
        return json.loads(self.page.evaluate("navigator.clipboard.readText()"))


def opened(browser: Browser, address: str, scripts: tuple[str, ...] = (VOICE, EAR), **options: Any) -> Console:
    """The console in a page of its own."""
    context = browser.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "permissions": ["clipboard-read", "clipboard-write"], **options}
    )
    for script in scripts:
        context.add_init_script(script)
    page = context.new_page()
    page.set_default_timeout(10_000)
    console = Console(page)
    page.on(
        "console",
        lambda message: console.complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: console.complaints.append(str(error)))
    page.on(
        "request", lambda one: console.elsewhere.append(one.url) if not one.url.startswith((address, "data:")) else None
    )
    page.goto(address)
    expect(page.locator("body")).to_have_attribute("data-ready", "true")
    return console


@pytest.fixture
def console(browser: Browser, address: str) -> Iterator[Console]:
    """The console on a desk. Whatever is done with it, nothing is complained of and nothing goes elsewhere."""
    console = opened(browser, address)
    yield console
    assert console.complaints == []
    assert console.elsewhere == []
    console.page.context.close()


def words_of(answer: Locator) -> str:
    """The words of an answer, without what stands below them."""
    return " ".join(" ".join(answer.locator("> p:not(.badge)").all_inner_texts()).split())


# --- asking and hearing


def test_a_typed_question_is_answered_aloud(console: Console) -> None:
    answer = console.ask(NIGHT)
    assert "You asked about cramps at night." in words_of(answer)
    expect(console.page.locator("#stop")).to_be_hidden()
    said = console.spoken()
    assert " ".join(one["text"] for one in said) == words_of(answer)
    assert len(said) > 3 and {one["lang"] for one in said} == {"en-US"}
    expect(console.page.locator("#announcer")).to_contain_text("You asked about cramps at night.")


def test_what_is_being_spoken_is_marked_and_can_be_stopped(console: Console) -> None:
    console.page.evaluate("held = true")
    answer = console.ask(NIGHT)
    expect(answer.locator(".speaking")).to_have_text("You asked about cramps at night.")
    expect(console.page.locator("#ring-state")).to_have_text("Speaking")
    console.page.get_by_role("button", name="Stop speaking").click()
    expect(answer.locator(".speaking")).to_have_count(0)
    expect(console.page.locator("#ring-state")).to_have_text("Ready")
    assert len(console.spoken()) == 1


def test_the_next_question_stops_the_answer(console: Console) -> None:
    console.page.evaluate("held = true")
    first = console.ask(NIGHT)
    second = console.ask("does magnesium help")
    expect(first.locator(".speaking")).to_have_count(0)
    expect(second.locator(".speaking")).to_have_count(1)


def test_muted(console: Console) -> None:
    console.page.get_by_role("button", name="Mute").click()
    console.ask(NIGHT)
    console.page.wait_for_timeout(200)
    assert console.spoken() == []
    console.page.get_by_role("button", name="Mute").click()
    console.page.get_by_role("button", name="Say it again").click()
    console.page.wait_for_function("spoken.length > 2")


def test_a_browser_without_a_voice_says_so(browser: Browser, address: str) -> None:
    silent = "speechSynthesis.speak = (one) => setTimeout(() => one.onerror({ error: 'synthesis-failed' }), 1);"
    console = opened(browser, address, (silent, EAR))
    console.ask(NIGHT)
    expect(console.page.get_by_text("This browser has no voice for the answer.")).to_be_visible()
    console.page.context.close()


SPEECH: list[tuple[str, list[dict[str, Any]]]] = [
    ("<speak>One. Two? Three!</speak>", [{"say": "One. "}, {"say": "Two? "}, {"say": "Three!", "pause": 450}]),
    ("<speak><p>One.</p><p>Two.</p></speak>", [{"say": "One.", "pause": 450}, {"say": "Two.", "pause": 450}]),
    ("<speak><s>One</s><s>Two</s></speak>", [{"say": "One", "pause": 150}, {"say": "Two"}]),
    ('<speak>One<break time="2s"/>two</speak>', [{"say": "One", "pause": 2000}, {"say": "two"}]),
    ('<speak>One<break time="60s"/>two</speak>', [{"pause": 10_000}, {}]),
    ('<speak>One<break strength="x-strong"/>two<break/>three</speak>', [{"pause": 1200}, {"pause": 350}, {}]),
    (
        '<speak>A <emphasis level="strong">big</emphasis> one</speak>',
        [{"rate": 1}, {"say": "big", "rate": 0.85}, {"rate": 1}],
    ),
    (
        '<speak><amazon:effect name="whispered">Hush</amazon:effect> now</speak>',
        [{"say": "Hush", "volume": 0.315, "rate": 0.9}, {"volume": 0.9}],
    ),
    (
        '<speak><prosody rate="slow" volume="x-soft">Low</prosody><prosody rate="150%">up</prosody></speak>',
        [{"rate": 0.75, "volume": 0.3}, {"rate": 1.5, "volume": 0.9}],
    ),
    ('<speak>Call <say-as interpret-as="digits">911</say-as> now</speak>', [{}, {"say": "9 1 1", "text": "911"}, {}]),
    ('<speak><say-as interpret-as="characters">DVT</say-as></speak>', [{"say": "D V T"}]),
    ('<speak><say-as interpret-as="telephone">202-5550</say-as></speak>', [{"say": "2 0 2, 5 5 5 0"}]),
    ('<speak><say-as interpret-as="ordinal">22</say-as></speak>', [{"say": "22nd"}]),
    ('<speak><say-as interpret-as="expletive">darn</say-as></speak>', [{"say": "beep"}]),
    ('<speak><sub alias="magnesium">Mg</sub></speak>', [{"say": "magnesium", "text": "Mg"}]),
    ('<speak><lang xml:lang="de-DE">Krampf</lang></speak>', [{"lang": "de-DE"}]),
    ("<speak>Salt &amp; water</speak>", [{"say": "Salt & water"}]),
    ('<speak><prosody volume="+6dB">Loud</prosody></speak>', [{"volume": 1}]),
]


@pytest.mark.parametrize(("ssml", "pieces"), SPEECH)
def test_speech_follows_the_markup(console: Console, ssml: str, pieces: list[dict[str, Any]]) -> None:
    found = console.page.evaluate("async (ssml) => (await import('/ssml.js')).paragraphsOf(ssml).flat()", ssml)
    assert len(found) == len(pieces)
    for one, expected in zip(found, pieces, strict=True):
        assert {key: pytest.approx(one[key]) if key in ("rate", "volume") else one[key] for key in expected} == expected


def test_what_is_no_markup_is_spoken_as_it_is(browser: Browser, address: str) -> None:
    console = opened(browser, address)
    script = "async (ssml) => (await import('/ssml.js')).paragraphsOf(ssml).flat()"
    assert [one["say"] for one in console.page.evaluate(script, "<speak>Tea & <p>toast</speak>")] == ["Tea &  toast"]
    console.page.context.close()


# --- talking


def test_a_press_listens_and_what_is_heard_is_asked(console: Console) -> None:
    talk = console.page.locator("#talk-button")
    talk.click()
    expect(talk).to_have_attribute("aria-pressed", "true")
    expect(console.page.locator("#ring-state")).to_have_text("Listening")
    console.page.evaluate("ear.hear('does magnesium')")
    expect(console.page.locator("#said")).to_have_value("does magnesium")
    console.page.evaluate("ear.hear('does magnesium help'); ear.stop()")
    assert "dummy pill" in words_of(console.answered("does magnesium help"))
    expect(talk).to_have_attribute("aria-pressed", "false")
    assert console.page.evaluate("ear.lang") == "en-US"


def test_a_press_that_is_held_listens_until_it_ends(console: Console) -> None:
    box = console.page.locator("#talk-button").bounding_box()
    assert box
    console.page.mouse.move(box["x"] + 20, box["y"] + 20)
    console.page.mouse.down()
    console.page.evaluate("ear.hear('does magnesium help')")
    console.page.wait_for_timeout(600)
    console.page.mouse.move(box["x"] + 20, box["y"] - 200)  # a finger may slide off the button
    console.page.mouse.up()
    console.answered("does magnesium help")
    expect(console.page.locator("#turns > li")).to_have_count(1)


def test_talking_stops_the_answer(console: Console) -> None:
    console.page.evaluate("held = true")
    answer = console.ask(NIGHT)
    expect(answer.locator(".speaking")).to_have_count(1)
    console.page.locator("#talk-button").click()
    expect(answer.locator(".speaking")).to_have_count(0)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("not-allowed", "doesn't let this page use the microphone"),
        ("no-speech", "Nothing was heard."),
        ("audio-capture", "No microphone was found."),
        ("network", "can't be reached"),
        ("strange", "speech recognition failed"),
    ],
)
def test_what_keeps_the_browser_from_listening_is_told(console: Console, error: str, told: str) -> None:
    console.page.locator("#talk-button").click()
    console.page.evaluate("(error) => ear.fail(error)", error)
    expect(console.page.locator("#hearing")).to_contain_text(told)
    expect(console.page.locator("#talk-button")).to_have_attribute("aria-pressed", "false")


def test_a_browser_that_cannot_listen_has_no_button(browser: Browser, address: str) -> None:
    console = opened(browser, address, (VOICE, DEAF))
    expect(console.page.locator("#talk-button")).to_be_hidden()
    expect(console.page.get_by_text("This browser has no speech recognition.")).to_be_visible()
    console.ask(NIGHT)
    console.page.context.close()


# --- the conversation


def test_a_conversation(console: Console) -> None:
    session = console.page.locator("#session")
    expect(session).to_have_text("No session")
    console.page.get_by_role("button", name="Open the skill").click()
    assert "Welcome to Leg Cramp Helper" in words_of(console.answered("Opened the skill"))
    expect(session).to_have_text("Session open")
    console.ask(NIGHT)
    assert "Step one" in words_of(console.ask("yes"))
    console.ask("stop")
    expect(session).to_have_text("No session")
    expect(console.page.get_by_text("Nothing is on the screen.")).to_be_visible()
    console.ask(NIGHT)
    expect(console.page.locator(".divider")).to_have_text("New session")
    console.page.get_by_role("button", name="New session").click()
    expect(console.page.locator("#turns > li")).to_have_count(0)
    expect(console.page.get_by_text("Ask what you'd ask Alexa.")).to_be_visible()
    assert "Step one" not in words_of(console.ask("yes"))


def test_examples_can_be_clicked(console: Console) -> None:
    console.page.locator("#welcome").get_by_role("button", name="does magnesium help").click()
    console.answered("does magnesium help")
    expect(console.page.locator("#welcome")).to_be_hidden()
    console.page.get_by_role("button", name="Examples").click()
    console.page.get_by_role("dialog", name="Examples").get_by_role("button", name="repeat that").click()
    expect(console.page.get_by_role("dialog")).to_have_count(0)
    console.answered("repeat that")


def test_what_was_said_comes_back_with_the_arrow_keys(console: Console) -> None:
    console.ask(NIGHT)
    console.ask("help")
    said = console.page.locator("#said")
    said.focus()
    for key, value in (
        ("ArrowUp", "help"),
        ("ArrowUp", NIGHT),
        ("ArrowUp", NIGHT),
        ("ArrowDown", "help"),
        ("ArrowDown", ""),
    ):
        console.page.keyboard.press(key)
        expect(said).to_have_value(value)


def test_nothing_is_sent_for_no_words(console: Console) -> None:
    console.page.locator("#said").fill("   ")
    console.page.keyboard.press("Enter")
    console.page.wait_for_timeout(200)
    expect(console.page.locator("#turns > li")).to_have_count(0)


def test_words_are_no_markup(console: Console) -> None:
    words = "my calf <img src=x onerror=alert(1)> hurts & cramps"
    console.ask(words)
    expect(console.page.locator(".said")).to_contain_text(words)
    assert console.page.locator("#turns img").count() == 0


# --- the details


def test_what_was_understood_and_why(console: Console) -> None:
    console.ask(NIGHT)
    understood = console.tab("Understood")
    expect(understood).to_contain_text("CauseIntent")
    expect(understood.get_by_role("row", name=re.compile("when.*at night.*when.night"))).to_be_visible()
    expect(understood).to_contain_text("open, and the device listens")
    why = console.tab("Why")
    expect(why).to_contain_text("when.night")
    expect(why.get_by_role("listitem").filter(has_text="idiopathic night cramps")).to_be_visible()
    console.ask("my left calf is swollen and hot")
    expect(why.locator("[data-fired=urgent]")).to_contain_text("rf_dvt")
    expect(console.tab("Log")).to_contain_text('"event":"answered"')


def test_the_card(console: Console) -> None:
    console.ask(NIGHT)
    card = console.tab("Card").get_by_role("article", name="Card")
    expect(card).to_contain_text("Ordinary night cramps")
    expect(card).to_contain_text("Sources")
    console.ask("stop")
    expect(console.tab("Card")).to_contain_text("This answer sends no card")


def test_requests_and_responses_can_be_read_and_copied(console: Console) -> None:
    console.ask(NIGHT)
    request, response = console.json("Request"), console.json("Response")
    assert request["request"]["intent"]["name"] == "CauseIntent"
    answer = lambda_handler(request, None)
    assert json.loads(json.dumps(answer)) == response
    panel = console.tab("Response")
    panel.get_by_role("button", name="Fold all", exact=True).click()
    expect(panel.get_by_text("RenderDocument")).to_be_hidden()
    panel.get_by_role("button", name="Unfold all").click()
    expect(panel.get_by_text('"mainTemplate"').or_(panel.get_by_text("mainTemplate"))).to_be_visible()
    assert panel.locator("details:not([open])").count() == 0


def test_an_earlier_answer_can_be_looked_at(console: Console) -> None:
    first = console.ask(NIGHT)
    console.ask("does magnesium help")
    expect(console.tab("Understood")).to_contain_text("FactIntent")
    first.get_by_role("button", name=re.compile("CauseIntent")).click()
    expect(console.tab("Understood")).to_contain_text("CauseIntent")


def test_the_tabs_are_moved_through_with_arrow_keys(console: Console) -> None:
    console.page.get_by_role("tab", name="Understood").focus()
    for key, name in (("ArrowRight", "Why"), ("End", "Log"), ("ArrowRight", "Understood"), ("ArrowLeft", "Log")):
        console.page.keyboard.press(key)
        expect(console.page.get_by_role("tab", name=name)).to_be_focused()
        expect(console.page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    expect(console.page.get_by_role("tab", selected=True)).to_have_count(1)


# --- the device


def test_a_choice_is_tapped_on_the_screen(console: Console) -> None:
    console.ask(NIGHT)
    console.tap("Talk me through it")
    assert "Step one" in words_of(console.answered("Talk me through it"))
    expect(console.tab("Understood")).to_contain_text("Alexa.Presentation.APL.UserEvent")
    assert console.json("Request")["request"]["token"]
    expect(console.screen().get_by_text("towel").first).to_be_visible()


def test_the_screen_is_used_with_the_keyboard(console: Console) -> None:
    console.ask(NIGHT)
    choice = console.screen().get_by_role("button", name="When to see a doctor")
    choice.focus()
    console.page.keyboard.press("Enter")
    console.answered("When to see a doctor")
    console.screen()
    console.page.keyboard.press("Escape")
    expect(console.page.locator("#said")).to_be_focused()


@pytest.mark.parametrize("held", [10, 30, 120])
def test_the_tv_is_used_with_its_remote(console: Console, held: int) -> None:
    console.page.get_by_label("Device").select_option("tv")
    console.page.get_by_role("button", name="Open the skill").click()
    console.answered("Opened the skill")
    console.screen().get_by_role("button").first.focus()
    for key in ("ArrowRight", "Enter"):
        console.page.keyboard.press(key, delay=held)
        console.page.wait_for_timeout(100)
    console.answered("Touched")
    console.page.wait_for_timeout(300)
    assert console.json("Request")["request"]["arguments"] == ["night"]
    expect(console.page.locator("#turns > li")).to_have_count(2)  # one press is one touch


@pytest.mark.parametrize("device", SCREENS)
def test_a_screen_takes_no_focus_from_who_types(console: Console, device: str) -> None:
    console.page.get_by_label("Device").select_option(device)
    for words in (NIGHT, "does magnesium help"):
        console.ask(words)
        console.screen()
        console.page.wait_for_timeout(200)
        expect(console.page.locator("#said")).to_be_focused()


@pytest.mark.parametrize("device", SCREENS)
def test_each_device_draws_the_answer(console: Console, device: str) -> None:
    width, height, mode, _ = SCREENS[device]
    console.page.get_by_label("Device").select_option(device)
    console.ask(NIGHT)
    screen = console.screen()
    expect(screen.get_by_text("Ordinary night cramps")).to_be_visible()
    expect(console.page.locator("#device-size")).to_have_text(re.compile(rf"^{width} . {height}$"))
    viewport = console.json("Request")["context"]["Viewport"]
    assert (viewport["pixelWidth"], viewport["pixelHeight"], viewport["mode"]) == (width, height, mode)
    stage, glass = (console.page.locator(one).bounding_box() for one in ("#stage", ".bezel"))
    assert stage and glass
    assert glass["x"] >= stage["x"] and glass["x"] + glass["width"] <= stage["x"] + stage["width"] + 1
    assert glass["y"] >= stage["y"] and glass["y"] + glass["height"] <= stage["y"] + stage["height"] + 1
    assert (glass["width"] - 20) / (glass["height"] - 20) == pytest.approx(width / height, rel=0.02)


def test_another_device_shows_the_same_answer(console: Console) -> None:
    console.page.get_by_label("Device").select_option("speaker")
    console.ask(NIGHT)
    assert console.page.locator("iframe").count() == 0
    expect(console.page.get_by_role("heading", name="Speaker")).to_be_visible()
    console.page.get_by_label("Device").select_option("round")
    expect(console.screen().get_by_text("Ordinary night cramps")).to_be_visible()
    expect(console.page.locator("#turns > li")).to_have_count(1)
    console.tap("Talk me through it")
    assert "Step one" in words_of(console.answered("Talk me through it"))


@pytest.mark.parametrize("locale", LOCALES)
def test_each_locale(console: Console, locale: str) -> None:
    console.ask(NIGHT)
    console.page.get_by_label("Locale").select_option(locale)
    if locale != LOCALES[0]:
        expect(console.page.locator(".divider")).to_have_text(f"Now in {locale}")
    console.ask(EMERGENCY)
    number = {"en-GB": "999", "en-AU": "000", "en-IN": "112"}.get(locale, "911")
    expect(console.screen().get_by_text(f"Call {number} now")).to_be_visible()
    assert console.spoken()[-1]["lang"] == locale
    assert console.json("Request")["request"]["locale"] == locale


def test_the_time_of_day(console: Console) -> None:
    console.page.get_by_label("Time").select_option("3 at night")
    console.ask(NIGHT)
    at = console.json("Request")["request"]["timestamp"]
    assert console.page.evaluate("(at) => new Date(at).getHours()", at) == 3
    console.page.get_by_label("Time").select_option("Now")
    console.ask("help")
    now = console.json("Request")["request"]["timestamp"]
    assert abs(console.page.evaluate("(at) => Date.now() - new Date(at)", now)) < 60_000


def test_an_emergency_cannot_be_missed(console: Console) -> None:
    answer = console.ask(EMERGENCY)
    expect(answer).to_have_attribute("data-level", "emergency")
    expect(answer.get_by_text("Emergency")).to_be_visible()
    red, green, blue = map(
        int, re.findall(r"\d+", answer.evaluate("(one) => getComputedStyle(one).backgroundColor"))[:3]
    )
    assert red > 150 and green < 60 and blue < 60
    expect(console.page.locator("#alarm")).to_contain_text("Call nine one one now")
    expect(console.screen().get_by_text("Call 911 now")).to_be_visible()
    assert console.spoken()[0]["text"].startswith("Call nine one one now")
    expect(console.tab("Why").locator("[data-fired=emergency]")).to_contain_text("rf_pe")
    assert console.ask("does magnesium help").get_attribute("data-level") == "emergency"


def test_an_ordinary_answer_is_no_alarm(console: Console) -> None:
    assert console.ask(NIGHT).get_attribute("data-level") is None
    expect(console.page.locator("#alarm")).to_be_empty()


# --- when something goes wrong


def test_a_server_that_is_gone_and_comes_back(browser: Browser) -> None:
    with served(create_app()) as where:
        console = opened(browser, where)
        console.ask(NIGHT)
    console.page.locator("#said").fill("yes")
    console.page.keyboard.press("Enter")
    failed = console.page.locator(".failed")
    expect(failed).to_contain_text("The console's server is gone.")
    expect(console.page.locator("#alarm")).to_contain_text("The console's server is gone.")
    with served(create_app(), port=int(where.rsplit(":", 1)[1])):
        failed.get_by_role("button", name="Try again").click()
        assert "Step one" in words_of(console.answered("yes"))
        expect(failed).to_have_count(0)
        console.page.context.close()


def test_a_handler_that_fails(browser: Browser) -> None:
    def broken(event: Any, context: Any) -> dict[str, Any]:
        if event["request"]["type"] == "LaunchRequest":
            return lambda_handler(event, context)
        raise ZeroDivisionError

    with served(create_app(handle=broken)) as where:
        console = opened(browser, where)
        console.page.get_by_role("button", name="Open the skill").click()
        console.answered("Opened the skill")
        console.page.locator("#said").fill(NIGHT)
        console.page.keyboard.press("Enter")
        expect(console.page.locator(".failed")).to_contain_text("The skill's handler failed: ZeroDivisionError")
        expect(console.page.locator("#session")).to_have_text("Session open")
        console.page.context.close()


def test_a_slow_answer_blocks_nothing(browser: Browser) -> None:
    go = threading.Event()

    def slow(event: Any, context: Any) -> dict[str, Any]:
        go.wait(10)
        return lambda_handler(event, context)

    with served(create_app(handle=slow)) as where:
        console = opened(browser, where)
        console.page.locator("#said").fill(NIGHT)
        console.page.keyboard.press("Enter")
        expect(console.page.get_by_text("Waiting for the answer")).to_be_attached()
        expect(console.page.locator("#ring-state")).to_have_text("Thinking …")
        console.page.locator("#said").fill("help")
        console.page.keyboard.press("Enter")
        expect(console.page.locator("#said")).to_have_value("help")
        console.page.get_by_role("button", name="Help and shortcuts").click()
        expect(console.page.get_by_role("dialog", name="Help and shortcuts")).to_be_visible()
        console.page.keyboard.press("Escape")
        go.set()
        console.answered(NIGHT)
        console.page.context.close()


def test_a_server_that_was_never_there(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/api/setup", lambda route: route.abort())
    page.goto(address)
    expect(page.get_by_text("The console's server is gone.")).to_be_visible()
    context.close()


def test_the_network_is_warned_of(browser: Browser, console: Console) -> None:
    expect(console.page.get_by_text("Open to the network.")).to_be_hidden()
    with served(create_app(shared=True)) as where:
        shared = opened(browser, where)
        expect(shared.page.get_by_text("Open to the network.")).to_be_visible()
        shared.page.context.close()


# --- windows, colours, keys


def test_a_phone(browser: Browser, address: str) -> None:
    console = opened(
        browser, address, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    page = console.page
    talk = page.locator("#talk-button").bounding_box()
    assert talk and talk["width"] >= 64 and talk["height"] >= 64 and talk["y"] + talk["height"] <= 844
    console.ask(NIGHT)
    for view in ("Talk", "Screen", "Details"):
        page.locator(".views").get_by_role("button", name=view).tap()
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert wide == [390, 844]
    expect(page.get_by_role("tabpanel")).to_contain_text("CauseIntent")
    page.locator(".views").get_by_role("button", name="Screen").tap()
    expect(console.screen().get_by_text("Ordinary night cramps")).to_be_visible()
    expect(page.get_by_label("Device")).to_be_hidden()
    page.get_by_role("button", name="Settings").tap()
    expect(page.get_by_label("Device")).to_have_value("phone")
    page.get_by_label("Device").select_option("hub")
    expect(console.screen().get_by_text("Ordinary night cramps")).to_be_visible()
    for button in page.locator("button:visible").all():
        box = button.bounding_box()
        assert box and box["height"] >= 24 and box["width"] >= 24, button.inner_text()
    assert console.complaints == [] and console.elsewhere == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1280, 1440, 2560])
def test_nothing_is_cut_off_in_any_window(browser: Browser, address: str, width: int) -> None:
    console = opened(browser, address, viewport={"width": width, "height": 800})
    console.ask(NIGHT)
    for view in ("Talk", "Screen", "Details"):
        if width < 1000:
            console.page.locator(".views").get_by_role("button", name=view).click()
        cut = console.page.locator(":is(.bar, .head, .composer, .views, main, body):visible").evaluate_all(
            "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.id)"
        )
        assert cut == [], view
    console.page.context.close()


def test_light_and_dark(browser: Browser, address: str) -> None:
    def ground(console: Console) -> int:
        colour = console.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    for scheme, other in (("light", "dark"), ("dark", "light")):
        console = opened(browser, address, color_scheme=scheme)
        assert (ground(console) > 600) is (scheme == "light")
        console.page.get_by_role("button", name=f"Switch to {other}").click()
        assert (ground(console) > 600) is (scheme == "dark")
        console.page.get_by_role("button", name=f"Switch to {scheme}").click()
        assert (ground(console) > 600) is (scheme == "light")
        console.page.context.close()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion(browser: Browser, address: str, motion: str) -> None:
    console = opened(browser, address, reduced_motion=motion)
    console.page.locator("#talk-button").click()
    moves = console.page.locator("#talk-button").evaluate("(one) => getComputedStyle(one).animationName")
    assert (moves == "none") is (motion == "reduce")
    console.page.context.close()


def test_by_keyboard_alone(console: Console) -> None:
    page = console.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_be_focused()
    page.keyboard.type(NIGHT)
    page.keyboard.press("Enter")
    console.answered(NIGHT)
    console.screen()
    seen = []
    page.keyboard.press("Shift+Tab")
    for _ in range(30):
        page.keyboard.press("Tab")
        page.wait_for_timeout(50)
        focused = page.evaluate(
            "(() => { const one = document.activeElement, style = getComputedStyle(one);"
            " const own = ['IFRAME', 'INPUT'].includes(one.tagName);"
            " return [one.id || one.tagName, own || style.outlineStyle !== 'none'] })()"
        )
        seen.append(focused[0])
        assert focused[1], f"{seen}: focus, and nothing shows it"
        if focused[0] == "panel":
            break
    for place in ("said", "examples-open", "send", "IFRAME", "tab-understood", "panel"):
        assert place in seen, seen


def test_shortcuts(console: Console) -> None:
    page = console.page
    page.keyboard.press("o")
    console.answered("Opened the skill")
    page.keyboard.press("5")
    expect(page.get_by_role("tab", name="Response")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("t")
    expect(page.locator("#talk-button")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("t")
    page.keyboard.press("d")
    expect(page.get_by_role("button", name="Switch to light")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help and shortcuts")).to_be_visible()
    page.get_by_label("Single keys are shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.locator("#help-open").focus()
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Help and shortcuts").click()
    page.get_by_label("Single keys are shortcuts").check()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("/")
    page.keyboard.type("motd?")
    expect(page.locator("#said")).to_have_value("motd?")
    page.locator("#help-open").focus()
    page.keyboard.press("n")
    expect(page.locator("#turns > li")).to_have_count(0)


# --- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_accessibility(browser: Browser, address: str, scheme: str, width: int) -> None:
    console = opened(
        browser, address, color_scheme=scheme, viewport={"width": width, "height": 860}, reduced_motion="reduce"
    )
    page, axe = console.page, Axe()

    def check(state: str) -> None:
        found = axe.run(page)
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"

    def show(view: str) -> None:
        if width < 1000:
            page.locator(".views").get_by_role("button", name=view).click()

    check("empty")
    console.ask(NIGHT)
    check("answered")
    console.ask("my left calf is swollen and hot")
    console.ask(EMERGENCY)
    check("emergency")
    show("Screen")
    console.screen()
    check("screen")
    show("Details")
    for name in ("Understood", "Why", "Card", "Request", "Response", "Log"):
        console.tab(name)
        check(name)
    page.get_by_role("button", name="Help and shortcuts").click()
    check("help")
    page.keyboard.press("Escape")
    show("Talk")
    page.route("**/api/turn", lambda route: route.abort())
    page.locator("#said").fill("help")
    page.keyboard.press("Enter")
    expect(page.locator(".failed")).to_be_visible()
    check("failed")
    page.context.close()


def test_the_accessibility_check_can_fail(console: Console) -> None:
    console.page.evaluate("document.querySelector('#mute').removeAttribute('aria-label')")
    console.page.evaluate("document.querySelector('#mute').removeAttribute('title')")
    assert Axe().run(console.page).violations_count > 0


def test_landmarks_and_headings(console: Console) -> None:
    page = console.page
    for role, name in (("banner", ""), ("main", "")):
        expect(page.get_by_role(cast(Any, role), name=name)).to_have_count(1)
    for name in ("Conversation", "Screen", "Details of the chosen answer"):
        expect(page.get_by_role("region", name=name)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Leg Cramp Helper console")


def test_nothing_is_kept(console: Console) -> None:
    console.ask(NIGHT)
    kept = console.page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie, location.search + location.hash]"
    )
    assert kept == [0, 0, "", ""]
    console.page.reload()
    expect(console.page.locator("#turns > li")).to_have_count(0)


def test_the_page_is_there_at_once(console: Console) -> None:
    start = time.perf_counter()
    console.page.reload()
    expect(console.page.locator("body")).to_have_attribute("data-ready", "true")
    assert time.perf_counter() - start < 3
