"""The content as it was compiled, in files beside this module; JSON is read once, on first use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def table(name: str) -> bytes:
    """The compiled file ``<name>.bin``; raises FileNotFoundError if there is none."""
    return (FOLDER / f"{name}.bin").read_bytes()


@cache
def load(name: str) -> Any:
    """The compiled file ``<name>.json`` as JSON values; raises FileNotFoundError if there is none."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
