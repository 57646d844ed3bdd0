"""The browser that the tests drive: the system's Chromium."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")
# Quiet and self-contained: no GPU, no sandbox (tests may run as root), nothing fetched in the background.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The path of the system's Chromium; empty if there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), "")
