"""Every screen as Amazon's renderer draws it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

HELLO: dict[str, Any] = {
    "type": "APL",
    "version": "1.4",
    "mainTemplate": {"parameters": ["payload"], "items": [{"type": "Text", "text": "${payload.screen.title}"}]},
}


def test_the_renderer_draws(page: Page, server: str) -> None:
    page.goto(f"{server}/tests/browser/screen.html")
    viewport = {"width": 960, "height": 480, "dpi": 160, "isRound": False, "shape": "RECTANGLE", "mode": "HUB"}
    page.evaluate("([a, b, c]) => draw(a, b, c)", [HELLO, {"screen": {"title": "Hello"}}, viewport])
    assert "Hello" in page.locator("#screen").inner_text()
