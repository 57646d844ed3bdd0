"""``./dev build``: checks the content and writes what is made of it.

``interaction_models/<locale>.json``, ``skill.json`` and ``lambda/leg_cramps/data/*.json`` are written from
``content/`` alone; nobody edits them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from leg_cramps.language.text import stem
from leg_cramps.language.words import ELSEWHERE, LOCALES
from workbench import checks, schema, screens
from workbench.content import (
    CONTENT,
    ROOT,
    ContentError,
    Document,
    Key,
    Problem,
    merged,
    read,
)
from workbench.examples import load_examples, untrained
from workbench.manifest import build_manifest
from workbench.model import build_model
from workbench.patterns import Row, expand, folded, grow, literals

DATA = ROOT / "lambda" / "leg_cramps" / "data"
ADVICE = ("facts", "relief", "prevention", "doctor", "scope", "general")
_TERM = re.compile(r"\{([a-z_]+)\}")
# A word that the examples hold so often is no slip of the recogniser's.
_REAL = 3


@dataclass(frozen=True)
class Content:
    """All content files, read and of the right shape."""

    tables: dict[str, Document]
    advice: dict[str, Document]
    words: dict[str, Document]
    advice_words: dict[str, Document]
    lexicon: list[Document]
    locales: dict[str, Document]
    reading: Document
    classes: Document
    phrases: Document
    intents: Document
    manifest: Document
    organisations: Document
    examples: dict[str, Document]
    screen: Document
    choices: Document

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table of rows."""
        rows: list[dict[str, Any]] = self.tables[table].data
        return rows


def load_content(folder: Path = CONTENT) -> Content:
    """The content in a folder; raises ContentError with everything that is wrong in it."""
    english = folder / "en"
    content = Content(
        tables={
            name: read(folder / f"{name}.yaml") for name in ("sources", "causes", "red_flags", "stretches", "implies")
        },
        advice={name: read(folder / "advice" / f"{name}.yaml") for name in ADVICE},
        words={name: read(english / f"{name}.yaml") for name in ("causes", "red_flags", "stretches")},
        advice_words={name: read(english / "advice" / f"{name}.yaml") for name in ADVICE},
        lexicon=[read(path) for path in sorted((english / "lexicon").glob("*.yaml"))],
        locales={name: read(folder / "locales" / f"{name}.yaml") for name in (*LOCALES, ELSEWHERE)},
        reading=read(english / "reading.yaml"),
        classes=read(english / "classes.yaml"),
        phrases=read(english / "phrases.yaml"),
        intents=read(english / "intents.yaml"),
        manifest=read(folder / "manifest.yaml"),
        organisations=read(english / "organisations.yaml"),
        examples=load_examples(folder),
        screen=read(folder / "screen" / "document.yaml"),
        choices=read(folder / "screen" / "choices.yaml"),
    )
    found = list(_misshapen(content))
    if not found:
        found = [*_dangling(content), *_unspeakable(content), *_unshowable(content)]
    if found:
        raise ContentError(sorted(set(found), key=lambda p: (str(p.path), p.line, p.message)))
    return content


def _misshapen(content: Content) -> Iterator[Problem]:
    for name, document in content.tables.items():
        yield from schema.problems(document, schema.TABLES[name])
    for document in content.advice.values():
        yield from schema.problems(document, schema.TABLES["advice"])
    for name, document in content.words.items():
        yield from schema.problems(document, schema.WORDS[name])
    for document in content.advice_words.values():
        yield from schema.problems(document, schema.WORDS["advice"])
    for document in content.lexicon:
        yield from schema.problems(document, schema.WORDS["lexicon"])
    for document in content.locales.values():
        yield from schema.problems(document, schema.WORDS["locale"])
    yield from schema.problems(content.choices, schema.TABLES["choices"])


def _dangling(content: Content) -> Iterator[Problem]:
    """Ids that stand for nothing, rows without words, words without rows."""
    findings = {*merged(content.lexicon), *content.examples["signs"].data}
    sources = set(content.tables["sources"].data)
    causes = {row["id"] for row in content.rows("causes")}
    stretches = {row["id"] for row in content.rows("stretches")}
    tables = [*content.tables.items(), *((name, d) for name, d in content.advice.items())]
    for _, document in tables:
        if not isinstance(document.data, list):
            continue
        ids = [row["id"] for row in document.data]
        for at, row in enumerate(document.data):
            for source in row.get("sources", ()):
                if source not in sources:
                    yield document.problem((at, "sources"), f"no source {source!r}")
            if row.get("sources") == ["seed"]:
                yield document.problem((at, "sources"), "the article alone is no source")
            stretch = row.get("stretch")
            if stretch and stretch not in stretches:
                yield document.problem((at, "stretch"), f"no stretch {stretch!r}")
            for finding in _findings_in(row):
                if finding not in findings:
                    yield document.problem((at,), f"no words for the finding {finding!r}")
            for cause in row.get("causes", ()):
                if cause not in causes:
                    yield document.problem((at, "causes"), f"no cause {cause!r}")
            if ids.index(row["id"]) != at:
                yield document.problem((at, "id"), f"{row['id']!r} stands here twice")
            if row.get("group") == "seed" and not row.get("article"):
                yield document.problem((at,), "a seed row says what the article claims")
    implies = content.tables["implies"]
    for finding, implied in implies.data.items():
        for one in (finding, *implied):
            if one not in findings:
                yield implies.problem((finding,), f"no words for the finding {one!r}")
    for choice, means in content.choices.data.items():
        for one in means:
            if one not in findings:
                yield content.choices.problem((choice,), f"no words for the finding {one!r}")
    pairs = [(content.tables[name], words) for name, words in content.words.items()]
    pairs += [(content.advice[name], words) for name, words in content.advice_words.items()]
    for table, words in pairs:
        ids = [row["id"] for row in table.data]
        for at, one in enumerate(ids):
            if one not in words.data:
                yield table.problem((at, "id"), f"{one!r} has no words in {words.path.name}")
        for one in words.data:
            if one not in ids:
                yield words.problem((one,), f"{one!r} has no row in {table.path.name}")
    yield from _unworded_levels(content)
    for name, document in content.advice.items():
        if name != "facts" and document.data[-1]["findings"]:
            yield document.problem((len(document.data) - 1,), "the last row is the default")
        for at, row in enumerate(document.data):
            if name not in ("scope",) and not (row.get("grade") and row.get("sources")):
                yield document.problem((at,), "needs a grade and sources")


def _findings_in(row: dict[str, Any]) -> Iterator[str]:
    for field in ("for", "against", "findings", "body", "avoid"):
        yield from row.get(field, ())
    for rule in row.get("when", ()):
        for field in ("all", "any", "none"):
            yield from rule.get(field, ())


def _unworded_levels(content: Content) -> Iterator[Problem]:
    words = content.words["red_flags"]
    for row in content.rows("red_flags"):
        levels = {rule.get("level", row["level"]) for rule in row["when"]}
        needed = {"emergency" if level == "emergency" else "say" for level in levels}
        for field in needed - set(words.data.get(row["id"], ())):
            yield words.problem((row["id"],), f"needs the text {field!r} for a level it can have")


def _unspeakable(content: Content) -> Iterator[Problem]:
    """Sentences that must not be spoken as they stand, in any locale."""
    documents = [*content.words.values(), *content.advice_words.values()]
    for locale in content.locales.values():
        say = localiser(locale.data)
        for document in documents:
            for row_id, row in document.data.items():
                found = list(_unspeakable_texts(document, row_id, row, say))
                yield from found
                if not found:
                    for what, unit in checks.spoken_units(_mapped(row, say)):
                        for complaint in checks.grade_complaint(what, unit):
                            yield document.problem((row_id,), complaint)
        for key, text in _texts(content.phrases.data, ()):
            for complaint in checks.grade_complaint(".".join(map(str, key)), say(text, keep=True)):
                yield content.phrases.problem(key, complaint)


def _unspeakable_texts(document: Document, row_id: str, row: Any, say: Callable[..., str]) -> Iterator[Problem]:
    for key, text in _texts(row, (row_id,)):
        try:
            spoken = say(text)
        except KeyError as error:
            yield document.problem(key, f"no term {error} in the locales")
            continue
        for complaint in checks.complaints(str(key[1]), spoken):
            yield document.problem(key, complaint)


def _texts(value: Any, key: Key) -> Iterator[tuple[Key, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, (*key, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _texts(inner, (*key, at))


def _unshowable(content: Content) -> Iterator[Problem]:
    """What a screen could not show, in any locale."""
    yield from screens.document_problems(content.screen)
    for locale in content.locales.values():
        say = localiser(locale.data)
        for document in content.advice_words.values():
            yield from screens.headline_problems(document, say)
        yield from screens.label_problems(content.phrases, content.choices, say)


def localiser(locale: dict[str, Any]) -> Callable[..., str]:
    """Text to the same in a locale: its terms filled in, its spelling used.

    The function raises KeyError for a term that the locale lacks; with ``keep`` it leaves such fields alone.
    """
    terms, spelling = locale["terms"], locale["spelling"]
    words = re.compile(rf"\b({'|'.join(map(re.escape, spelling))})\b", re.I) if spelling else None

    def respelt(match: re.Match[str]) -> str:
        word = match.group()
        other: str = spelling[word.lower()]
        return other[0].upper() + other[1:] if word[0].isupper() else other

    @cache  # each text is checked, graded and written
    def say(text: str, keep: bool = False) -> str:
        def term(match: re.Match[str]) -> str:
            name = match.group(1)
            return match.group() if keep and name not in terms else str(terms[name])

        filled = _TERM.sub(term, text)
        return words.sub(respelt, filled) if words else filled

    return say


def _mapped(value: Any, say: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return say(value)
    if isinstance(value, dict):
        return {key: _mapped(inner, say) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mapped(inner, say) for inner in value]
    return value


def outputs(content: Content) -> dict[Path, str]:
    """Every file that the build writes, with its text."""
    locales = {name: document.data for name, document in content.locales.items()}
    published = {name: locales[name] for name in LOCALES}
    files: dict[Path, Any] = {
        DATA / "knowledge.json": _knowledge(content),
        DATA / "lexicon.en.json": _lexicon(content),
        DATA / "intents.json": _intents(content),
        DATA / "screen.json": {"document": content.screen.data, "choices": content.choices.data},
        **{DATA / f"words.{name}.json": _words(content, name) for name in locales},
    }
    readable = {ROOT / "skill.json": build_manifest(content.manifest.data, published)}
    for name in LOCALES:
        slots = _slot_words(content, locales[name])
        model = build_model(content.intents.data, slots, name, locales[name]["name_free"])
        readable[ROOT / "interaction_models" / f"{name}.json"] = model
    texts = {path: _json(value, indent=None) for path, value in files.items()}
    return texts | {path: _json(value, indent=2) for path, value in readable.items()}


def _json(value: Any, indent: int | None) -> str:
    separators = (",", ":") if indent is None else None
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=separators) + "\n"


def _knowledge(content: Content) -> dict[str, Any]:
    steps = {key: len(row["steps"]) for key, row in content.words["stretches"].data.items()}
    causes = [
        {key: value for key, value in row.items() if key not in ("article", "group")} for row in content.rows("causes")
    ]
    advice = {
        name: [{"grade": "", "stretch": None, "sources": [], **row} for row in document.data]
        for name, document in content.advice.items()
    }
    return {
        "causes": causes,
        "red_flags": content.rows("red_flags"),
        "advice": advice,
        "stretches": [{**row, "steps": steps[row["id"]]} for row in content.rows("stretches")],
        "implies": content.tables["implies"].data,
    }


def _words(content: Content, locale: str) -> dict[str, Any]:
    raw = content.locales[locale].data
    say = localiser(raw)
    rows = {name: _mapped(document.data, say) for name, document in content.words.items()}
    rows |= {name: _mapped(document.data, say) for name, document in content.advice_words.items()}
    labels = {finding: say(row["say"]) for finding, row in merged(content.lexicon).items() if row.get("say")}
    return {
        "rows": rows,
        "phrases": _mapped(content.phrases.data, lambda text: say(text, keep=True)),
        "labels": labels,
        "sources": _sources(content),
        "on_card": raw["on_card"],
    }


def _sources(content: Content) -> dict[str, dict[str, str]]:
    """Each source as it is spoken (empty if its name is not fit for it) and as it stands on a card."""
    spoken = content.organisations.data
    rows = {}
    for key, row in content.tables["sources"].data.items():
        text = f"{row['org']} {row['title']}"
        name = next((say for match, say in spoken.items() if match in text), "")
        year = "" if str(row["year"]).startswith("n.d") else f", {row['year']}"
        rows[key] = {"spoken": name, "card": f"{row['title']}. {row['org']}{year}"}
    return rows


def _intents(content: Content) -> dict[str, Any]:
    return {
        name: {key: row[key] for key in ("reads", "exact", "before", "after") if row.get(key)}
        for name, row in content.intents.data["intents"].items()
    }


def _slot_words(content: Content, locale: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The lexicon's rows with their slot values also in the spelling of a locale."""
    say = localiser(locale)
    return {
        finding: {"slot": list(dict.fromkeys([*map(say, row["slot"]), *row["slot"], *row.get("bare", ())]))}
        for finding, row in merged(content.lexicon).items()
        if row.get("slot")
    }


def _lexicon(content: Content) -> dict[str, Any]:
    """The graph of patterns and what else reading needs; raises ContentError for bad patterns."""
    reading = content.reading.data
    irregular = {word: form if word == form else stem(form) for word, form in reading["irregular"].items()}

    def stemmed(word: str) -> str:
        return irregular.get(word) or stem(word)

    tree: dict[str, Any] = {}
    said = Counter(word for document in content.examples.values() for word in _said(document))
    known = {word for word, times in said.items() if times >= _REAL}
    found: list[Problem] = []
    for document in content.lexicon:
        for finding, row in document.data.items():
            for key, text in _patterns(finding, row):
                try:
                    rows = expand(_normal(text, reading["contractions"]))
                except ValueError as error:
                    found.append(document.problem(key, f"pattern {text!r}: {error}"))
                    continue
                for one in rows:
                    if unknown := _unknown_class(one, content.classes.data):
                        found.append(document.problem(key, f"no class {unknown}"))
                    grow(tree, one, finding, stemmed)
                known |= literals(rows)
    if found:
        raise ContentError(found)
    classes: dict[str, list[str]] = {}
    for name, words in content.classes.data.items():
        for word in words:
            options = classes.setdefault(stemmed(word), [])
            options += [f"<{name}>"] if f"<{name}>" not in options else []
    return {
        "graph": folded(tree),
        "irregular": irregular,
        "classes": classes,
        "known": sorted(known | {stemmed(word) for word in known}),
        "units": {stemmed(unit): edge for unit, edge in reading["units"].items()},
        **{key: reading[key] for key in ("contractions", "slips", "numbers", "negators")},
        **{key: reading[key] for key in ("not_negating", "clause_starts", "passing", "question_starts", "somebody")},
        "naming_nothing": reading["naming_nothing"],
        "ages": reading["ages"],
    }


def _said(document: Document) -> Iterator[str]:
    for sentences in document.data.values():
        for sentence in sentences:
            yield from str(sentence).split()


def _patterns(finding: str, row: dict[str, Any]) -> Iterator[tuple[Key, str]]:
    for field in ("slot", "patterns"):
        for at, text in enumerate(row.get(field, ())):
            yield (finding, field, at), text


def _normal(text: str, contractions: dict[str, str]) -> str:
    """A slot value or pattern written with apostrophes or hyphens, as the words that it is read as."""
    words = (contractions.get(word, word.removesuffix("'s")) for word in text.lower().split())
    return " ".join(words).replace("'", "").replace("-", " ").replace(".", "")


def _unknown_class(row: Row, classes: Iterable[str]) -> str:
    named = {f"<{name}>" for name in classes} | {"<number>", "<minutes>", "<hours>", "<days>"}
    return next((word for word in row if word[0] == "<" and word not in named), "")


def stale(files: dict[Path, str]) -> list[Path]:
    """The files that are missing or say something else than the build would write."""
    return [p for p, text in files.items() if not p.exists() or p.read_text("utf-8") != text]


def write(files: dict[Path, str]) -> list[Path]:
    """Writes the files that are stale and returns their paths."""
    changed = stale(files)
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
    return changed


def run_build(check: bool) -> int:
    """``./dev build``: writes what is stale and says so; with ``check`` only says so. The exit code."""
    try:
        content = load_content()
        files = outputs(content)
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"dev build: {len(error.problems)} problems in the content", file=sys.stderr)
        return 1
    old_training = untrained(content.examples)
    if old_training:
        print("the classifiers were trained on other examples: run ./dev train and commit it", file=sys.stderr)
    if check:
        old = [str(path.relative_to(ROOT)) for path in stale(files)]
        for name in old:
            print(f"{name} is stale: run ./dev build and commit it", file=sys.stderr)
        return 1 if old or old_training else 0
    changed = write(files)
    for path in changed:
        print(f"wrote {path.relative_to(ROOT)}")
    print(f"{len(files)} files, {len(changed)} changed")
    return 0
