"""Devices that Alexa runs on, as they stand in a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

APL = "Alexa.Presentation.APL"
# A density at which a pixel is a display-independent pixel, the unit in which screens are designed.
_DPI = 160
_APL_VERSION = "2024.3"


@dataclass(frozen=True)
class Device:
    """A device: its name, and the screen that it has, in display-independent pixels; without one, all of it is empty.

    ``mode`` and ``shape`` are Amazon's: HUB, TV or MOBILE; RECTANGLE or ROUND.
    """

    name: str
    width: int = 0
    height: int = 0
    mode: str = ""
    shape: str = ""

    @property
    def has_screen(self) -> bool:
        """Whether it shows anything."""
        return self.width > 0

    def interfaces(self) -> dict[str, Any]:
        """Its ``context.System.device.supportedInterfaces``."""
        return {APL: {"runtime": {"maxVersion": _APL_VERSION}}} if self.has_screen else {}

    def viewports(self) -> dict[str, Any]:
        """Its ``Viewport`` and ``Viewports`` in the context of a request; empty without a screen.

        https://developer.amazon.com/docs/alexa-presentation-language/apl-viewport-property.html
        """
        if not self.has_screen:
            return {}
        viewport = {
            "experiences": [{"canRotate": False, "canResize": False}],
            "mode": self.mode,
            "shape": self.shape,
            "pixelWidth": self.width,
            "pixelHeight": self.height,
            "dpi": _DPI,
            "currentPixelWidth": self.width,
            "currentPixelHeight": self.height,
            "touch": [] if self.mode == "TV" else ["SINGLE"],
        }
        size = {"type": "DISCRETE", "pixelWidth": self.width, "pixelHeight": self.height}
        typed = {
            "type": "APL",
            "id": "main",
            "shape": self.shape,
            "dpi": _DPI,
            "presentationType": "STANDARD",
            "canRotate": False,
            "configuration": {"current": {"mode": self.mode, "size": size}},
        }
        return {"Viewport": viewport, "Viewports": [typed]}


SPEAKER = Device("Speaker, no screen")
DEVICES: Mapping[str, Device] = MappingProxyType(
    {
        "hub": Device("Hub", 1280, 800, "HUB", "RECTANGLE"),
        "small": Device("Small hub", 960, 480, "HUB", "RECTANGLE"),
        "round": Device("Round hub", 480, 480, "HUB", "ROUND"),
        "portrait": Device("Hub, upright", 800, 1280, "HUB", "RECTANGLE"),
        "tv": Device("TV", 960, 540, "TV", "RECTANGLE"),
        "phone": Device("Phone", 412, 892, "MOBILE", "RECTANGLE"),
        "speaker": SPEAKER,
    }
)
