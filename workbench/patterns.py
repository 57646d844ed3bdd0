"""The pattern language of the lexicon, compiled into the graph that the skill walks.

A pattern is a row of words, each matched by its stem. ``=word`` is matched as written; ``^``
is the start of what is said; ``(a|b c)`` are
alternatives, ``[a|b]`` optional ones; ``~`` passes over up to three words; ``<leg>`` is a word of a class,
``<number>``, ``<minutes>``, ``<hours>`` and ``<days>`` are numbers and spans of time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

_TOKEN = re.compile(r"\s*(?:([()\[\]|])|([~^])|(<[a-z]+>)|(=?[a-z0-9]+))")
_AT_MOST = 3000

Row = tuple[str, ...]


def expand(pattern: str) -> list[Row]:
    """Every row of words and edges that a pattern stands for; raises ValueError if it is not well formed."""
    rows, rest = _alternatives(_tokens(pattern))
    if rest:
        raise ValueError(f"unexpected {rest[0]!r}")
    rows = list(dict.fromkeys(rows))
    if len(rows) > _AT_MOST:
        raise ValueError(f"stands for {len(rows)} rows of words, more than {_AT_MOST}")
    for row in rows:
        if not row:
            raise ValueError("can match nothing at all")
        if row[0] == "~" or row[-1] == "~":
            raise ValueError("a gap at an end")
    return rows


def _tokens(pattern: str) -> list[str]:
    tokens, at = [], 0
    pattern = pattern.strip()
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if not match:
            raise ValueError(f"not understood from {pattern[at:]!r}")
        tokens.append(match.group().strip())
        at = match.end()
    return tokens


def _alternatives(tokens: list[str]) -> tuple[list[Row], list[str]]:
    rows, rest = _sequence(tokens)
    while rest and rest[0] == "|":
        more, rest = _sequence(rest[1:])
        rows = rows + more
    return rows, rest


def _sequence(tokens: list[str]) -> tuple[list[Row], list[str]]:
    parts: list[list[Row]] = []
    while tokens and tokens[0] not in ")]|":
        first, tokens = tokens[0], tokens[1:]
        if first in "([":
            inner, tokens = _alternatives(tokens)
            closing = ")" if first == "(" else "]"
            if not tokens or tokens[0] != closing:
                raise ValueError(f"{first!r} is not closed")
            tokens = tokens[1:]
            parts.append(inner if first == "(" else [(), *inner])
        else:
            parts.append([(first,)])
    rows = [tuple(word for part in choice for word in part) for choice in product(*parts)]
    return rows, tokens


def grow(tree: dict[str, Any], row: Row, finding: str, stem: Callable[[str], str]) -> None:
    """Adds a row of words to the tree, with its finding at the end of the path."""
    for word in row:
        edge = word if word[0] in "=<~^" else stem(word)
        tree = tree.setdefault(edge, {})
    findings = tree.setdefault("", [])
    if finding not in findings:
        findings.append(finding)


def folded(tree: dict[str, Any]) -> list[str]:
    """A tree as a graph, equal subtrees once: its nodes as lines, the root last.

    A line has the findings, joined by commas, a bar, and the edges, each followed by the place of the line that it
    leads to: ``body.calf,side.single|hurt 17 ~ 4``.
    """
    places: dict[str, int] = {}

    def place(node: dict[str, Any]) -> int:
        edges = " ".join(f"{edge} {place(node[edge])}" for edge in sorted(node) if edge)
        line = f"{','.join(sorted(node.get('', ())))}|{edges}"
        return places.setdefault(line, len(places))

    place(tree)
    return list(places)


def literals(rows: Iterable[Row]) -> set[str]:
    """The plain words that occur in rows."""
    return {word.lstrip("=") for row in rows for word in row if word[0] not in "<~^"}
