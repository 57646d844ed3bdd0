"""The content as the build compiled it: JSON files beside this module, each read once, on first use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> Any:
    """The compiled file ``<name>.json`` as JSON values; raises FileNotFoundError if there is none."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
