"""The content as people edit it: YAML files, read so that every complaint can name its file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"

Key = tuple[str | int, ...]


class _Loader(yaml.CSafeLoader):
    """Only true and false are truth values: "no" and "yes" are words here."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _first, _word in (("t", "true"), ("f", "false")):
    _Loader.yaml_implicit_resolvers.setdefault(_first, []).append(("tag:yaml.org,2002:bool", re.compile(f"^{_word}$")))


@dataclass(frozen=True)
class Problem:
    """Something wrong in the content: the file, the line in it (from 1), and what is wrong."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.message}"


class ContentError(Exception):
    """The content cannot be used; ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Document:
    """A YAML file: its data, and the line of every key and item in it."""

    path: Path
    data: Any
    lines: dict[Key, int] = field(repr=False)

    def problem(self, key: Key, message: str) -> Problem:
        """A problem at a key, or at the nearest key around it that has a line."""
        while key and key not in self.lines:
            key = key[:-1]
        return Problem(self.path, self.lines.get(key, 1), message)


def read(path: Path) -> Document:
    """The YAML file at a path; raises ContentError if it is missing, no YAML, or says a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except OSError as error:
        raise ContentError([Problem(path, 1, error.strerror or "cannot be read")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError([Problem(path, line, f"no YAML: {error.problem}")]) from error
    lines: dict[Key, int] = {}
    twice: list[Problem] = []
    _note_lines(node, (), lines, twice, path)
    if twice:
        raise ContentError(twice)
    return Document(path, data, lines)


def _note_lines(node: yaml.Node | None, key: Key, lines: dict[Key, int], twice: list[Problem], path: Path) -> None:
    if node is None:
        return
    lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            inner = (*key, name.value)
            if inner in lines:
                line = name.start_mark.line + 1
                twice.append(Problem(path, line, f"{name.value!r} stands here twice"))
            lines[inner] = name.start_mark.line + 1
            _note_lines(value, inner, lines, twice, path)
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            _note_lines(value, (*key, at), lines, twice, path)


def merged(documents: list[Document]) -> dict[str, Any]:
    """The mappings of several documents as one."""
    return {key: value for document in documents for key, value in (document.data or {}).items()}
