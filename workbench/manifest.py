"""skill.json: what the store shows of the skill, and what its reviewers are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def build_manifest(manifest: dict[str, Any], locales: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The content of skill.json.

    ``manifest`` is the content of ``manifest.yaml``: its ``localized`` part is repeated for every
    locale of ``locales``, with the terms of that locale as they are written on a card.
    Raises KeyError for a term that a locale lacks.
    """
    sections = {name: dict(section) for name, section in manifest.items() if name != "localized"}
    for name, text in manifest["localized"].items():
        sections[name]["locales"] = {locale: _filled(text, _written(words)) for locale, words in locales.items()}
    return {"manifest": {"manifestVersion": "1.0", **sections}}


def _written(words: Mapping[str, Any]) -> dict[str, str]:
    """The terms of a locale as they are written: 911, not nine one one."""
    terms = {}
    for name, term in words["terms"].items():
        text = str(term)
        for spoken, written in words["on_card"].items():
            text = text.replace(spoken, written)
        terms[name] = text
    return terms


def _filled(value: Any, terms: Mapping[str, str]) -> Any:
    """The same value with the terms in all of its texts filled in."""
    if isinstance(value, str):
        return value.format_map(terms)
    if isinstance(value, list):
        return [_filled(inner, terms) for inner in value]
    if isinstance(value, dict):
        return {key: _filled(inner, terms) for key, inner in value.items()}
    return value
