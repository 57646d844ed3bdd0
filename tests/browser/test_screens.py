"""Every kind of screen as Amazon's renderer draws it on every device: all of it there, all of it within reach."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

from leg_cramps.language.words import LOCALES
from tests.answers import every_answer, given
from tests.support import APL, SCREENS, shown

DEVICES = pytest.mark.parametrize("device", SCREENS)
# What the renderer logs of fonts that it cannot fetch here, and of boxes that are a fraction of a pixel too large.
HARMLESS = re.compile(r"FontUtils|Failed to load resource|bigger than parent bounds")
ROUNDING = 2.0
MIN_TARGET = 48.0


@dataclass(frozen=True)
class Box:
    """A rectangle on the page."""

    left: float
    top: float
    right: float
    bottom: float

    def inside(self, other: Box) -> bool:
        """Whether it lies within another, but for rounding."""
        return (
            self.left >= other.left - ROUNDING
            and self.top >= other.top - ROUNDING
            and self.right <= other.right + ROUNDING
            and self.bottom <= other.bottom + ROUNDING
        )

    def common(self, other: Box) -> Box:
        """What both cover; of no size if they do not meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Box(left, top, max(left, min(self.right, other.right)), max(top, min(self.bottom, other.bottom)))

    def seen(self) -> bool:
        """Whether it covers more than rounding can explain."""
        return self.right - self.left > ROUNDING and self.bottom - self.top > ROUNDING


@dataclass(frozen=True)
class Drawn:
    """A text as it is drawn: its font size, where its letters are, its box, what clips it, and if it scrolls."""

    text: str
    size: float
    letters: Box
    box: Box
    clip: Box
    scrolls: bool


@dataclass
class Canvas:
    """A page on which screens are drawn as on a device."""

    page: Page
    log: list[str]

    def draw(self, directive: dict[str, Any], device: str) -> None:
        """Draws what a directive shows."""
        width, height, mode, shape = SCREENS[device]
        self.log.clear()
        self.page.set_viewport_size({"width": width, "height": height})
        viewport = {
            "width": width,
            "height": height,
            "dpi": 160,
            "isRound": shape == "ROUND",
            "shape": shape,
            "mode": mode,
        }
        plain = json.loads(json.dumps(directive))
        self.page.evaluate("([a, b, c]) => draw(a, b, c)", [plain["document"], plain["datasources"], viewport])

    def texts(self) -> list[Drawn]:
        """The texts that are drawn."""
        return [
            Drawn(one["text"], one["size"], Box(*one["letters"]), Box(*one["box"]), Box(*one["clip"]), one["scrolls"])
            for one in self.page.evaluate("() => texts()")
        ]

    def targets(self) -> dict[str, Box]:
        """What can be touched, by its label."""
        return {label: Box(*box) for label, box in self.page.evaluate("() => targets()").items()}

    def sent(self) -> list[Any]:
        """The arguments of what was sent since the screen was drawn."""
        return [one["arguments"] for one in self.page.evaluate("() => sent")]


@pytest.fixture(scope="module")
def canvas(browser: Any, server: str) -> Iterator[Canvas]:
    """One page for all screens: the renderer takes a while to start."""
    page = browser.new_page(has_touch=True)
    page.route(lambda address: not address.startswith(server), lambda route: route.abort())
    found = Canvas(page, [])

    def note(message: ConsoleMessage) -> None:
        found.log.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.log.append(f"error: {error}"))
    page.goto(f"{server}/tests/browser/screen.html")
    yield found
    page.close()


def directive_of(envelope: dict[str, Any]) -> dict[str, Any]:
    """The directive that shows the screen."""
    directives: list[dict[str, Any]] = envelope["response"]["directives"]
    return next(one for one in directives if one["type"] == f"{APL}.RenderDocument")


@cache
def longest() -> dict[str, dict[str, Any]]:
    """Of each kind of screen the one with the most to read, and the one with the longest headline, in any locale."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for locale in LOCALES:
        for answer in every_answer():
            envelope = given(answer, locale)
            screen = shown(envelope)
            kind = "-".join(filter(None, (answer["kind"], screen["level"], answer.get("offer", "").split(":")[0])))
            rest = screen["steps"][screen["step"] + 1 :]
            read = sum(map(len, (*screen["lines"], *rest))) + 2 * screen["letters"]
            for name, size in ((f"{kind}-text", read), (f"{kind}-headline", screen["letters"] * 1000 + read)):
                if size > found.get(name, (-1, {}))[0]:
                    found[name] = (size, directive_of(envelope))
    return {name: one for name, (_, one) in sorted(found.items())}


KINDS = pytest.mark.parametrize("kind", longest())


def faults(canvas: Canvas, directive: dict[str, Any], device: str) -> Iterator[str]:
    """What is wrong with a screen as it is drawn."""
    width, height, _, shape = SCREENS[device]
    canvas.draw(directive, device)
    screen = directive["datasources"]["screen"]
    texts, whole = canvas.texts(), Box(0, 0, width, height)
    for line in canvas.log:
        if not HARMLESS.search(line):
            yield f"log: {line}"
    drawn = " ".join(" ".join(one.text for one in texts).split())
    for part in (screen["badge"], screen["title"], screen["headline"], *screen["lines"], screen["question"]):
        if " ".join(part.split()) not in drawn:
            yield f"not drawn: {part}"
    for one in texts:
        visible = one.letters.common(one.clip)
        if not one.letters.inside(one.box):
            yield f"cut by its box: {one.text}"
        if not one.scrolls and not one.letters.inside(one.clip.common(whole)):
            yield f"cut: {one.text}"
        if one.text == screen["headline"] and not one.letters.inside(one.clip):
            yield f"the headline is not all to be seen: {one.text}"
        if shape == "ROUND" and visible.seen():
            for x in (visible.left, visible.right):
                for y in (visible.top, visible.bottom):
                    if ((x - width / 2) ** 2 + (y - height / 2) ** 2) ** 0.5 > width / 2:
                        yield f"outside the circle: {one.text}"
        for other in texts[texts.index(one) + 1 :]:
            if visible.common(other.letters.common(other.clip)).seen():
                yield f"{one.text} overlaps {other.text}"
    targets = canvas.targets()
    if list(targets) != [choice["label"] for choice in screen["choices"]]:
        yield f"to be touched: {list(targets)}"
    for label, box in targets.items():
        if box.bottom - box.top < MIN_TARGET or box.right - box.left < MIN_TARGET:
            yield f"too small to touch: {label}"
        if shape != "ROUND" and not box.inside(whole):
            yield f"out of reach: {label}"


@DEVICES
@KINDS
def test_a_screen_is_drawn_whole(canvas: Canvas, kind: str, device: str) -> None:
    assert list(faults(canvas, longest()[kind], device)) == []


@DEVICES
def test_every_line_of_an_emergency_is_seen_at_once(canvas: Canvas, device: str) -> None:
    canvas.draw(longest()["red_flag-emergency-text"], device)
    below = [one.text for one in canvas.texts() if not one.letters.inside(one.clip)]
    # A round screen is small: there the number and what to do first are seen.
    assert len(below) <= (3 if device == "round" else 0), below


@DEVICES
def test_the_number_is_the_largest_thing_on_the_screen(canvas: Canvas, device: str) -> None:
    canvas.draw(directive_of(given({"kind": "red_flag", "row": "rf_stroke", "urgency": "emergency"})), device)
    sizes = {one.text: one.size for one in canvas.texts()}
    number = sizes.pop("Call 911 now")
    assert number > max(sizes.values())
    assert number >= 0.1 * min(SCREENS[device][:2])


@DEVICES
def test_a_touch_is_sent(canvas: Canvas, device: str) -> None:
    for directive in (directive_of(given({"kind": "launch", "offer": "ask"})), longest()["cause-stretch-text"]):
        screen = directive["datasources"]["screen"]
        assert len(screen["choices"]) == 4
        for choice in screen["choices"]:
            canvas.draw(directive, device)
            assert canvas.sent() == []
            canvas.page.evaluate("(label) => reveal(label)", choice["label"])
            box = canvas.targets()[choice["label"]]
            canvas.page.touchscreen.tap((box.left + box.right) / 2, (box.top + box.bottom) / 2)
            canvas.page.wait_for_function("() => sent.length > 0", timeout=5000)
            assert canvas.sent() == [[choice["id"]]]


def test_a_television_is_steered_with_the_buttons_of_its_remote(canvas: Canvas) -> None:
    canvas.draw(directive_of(given({"kind": "launch", "offer": "ask"})), "tv")
    for key in ("Enter", "ArrowRight", "Enter", "ArrowRight", "ArrowRight", "Enter", "ArrowLeft", "Enter"):
        canvas.page.keyboard.press(key, delay=20)
        canvas.page.wait_for_timeout(50)
    assert canvas.sent() == [["cramp_now"], ["night"], ["doctor"], ["prevention"]]


# --- each check finds what it is there for

Break = Callable[[dict[str, Any]], object]


def layout(directive: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The items in the one item of a layout of the document."""
    items: list[dict[str, Any]] = directive["document"]["layouts"][name]["items"][0]["items"]
    return items


def headline(directive: dict[str, Any]) -> dict[str, Any]:
    """The headline in the document."""
    return next(one for one in layout(directive, "Body") if one.get("id") == "headline")


BROKEN: list[tuple[str, str, Break]] = [
    ("log: ", "hub", lambda d: layout(d, "Body").append({"type": "Headline"})),
    ("cut by its box: ", "hub", lambda d: headline(d).update(height=20)),
    (
        "cut: ",
        "hub",
        lambda d: layout(d, "Rectangle").append({"type": "Text", "text": "x" * 200, "maxLines": 1, "width": 5000}),
    ),
    ("the headline is not all", "small", lambda d: headline(d).update(fontSize=200)),
    ("outside the circle: ", "round", lambda d: d["document"]["resources"][3]["numbers"].update(side=2, top=4)),
    (
        " overlaps ",
        "hub",
        lambda d: layout(d, "Body").insert(1, {"type": "Text", "text": "x" * 30, "position": "absolute"}),
    ),
    ("not drawn: ", "hub", lambda d: headline(d).update(text="")),
    ("to be touched: ", "hub", lambda d: layout(d, "Choices")[0].update(type="Frame")),
    ("too small to touch: ", "hub", lambda d: layout(d, "Choices")[0].update(height=30)),
    ("out of reach: ", "hub", lambda d: layout(d, "Choices")[0].update(position="relative", top=300)),
]


@pytest.mark.parametrize(("complaint", "device", "spoil"), BROKEN, ids=[f"{one[0].strip()}-{one[1]}" for one in BROKEN])
def test_a_broken_document_is_found(canvas: Canvas, complaint: str, device: str, spoil: Break) -> None:
    directive = copy.deepcopy(longest()["doctor-doctor-text"])
    assert list(faults(canvas, directive, device)) == []
    spoil(directive)
    assert any(complaint in fault for fault in faults(canvas, directive, device))
