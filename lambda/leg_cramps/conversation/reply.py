"""An answer in words: what is said, asked, and shown on the card. The same answer always gives the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leg_cramps.conversation.screen import Screen, show, warning_of, written
from leg_cramps.conversation.state import Answer
from leg_cramps.knowledge.tables import Tables
from leg_cramps.language.words import Words

# An answer is heard, often at night: so many words at most before the question at its end.
MAX_WORDS = 75
_SPOKEN_SOURCES = 2
_ADVICE_KINDS = {"fact": "facts", "out_of_scope": "scope"}


@dataclass(frozen=True)
class Card:
    """What the Alexa app shows: a title and plain text with line breaks."""

    title: str
    text: str


@dataclass(frozen=True)
class Reply:
    """What is said (paragraphs), the question after it (empty if the conversation ends), the card and the screen.

    ``open_question``: whatever is said next is taken whole, as an answer to the question.
    """

    paragraphs: tuple[str, ...]
    question: str
    reprompt: str
    card: Card | None
    screen: Screen | None
    open_question: bool


def render(answer: Answer, words: Words, tables: Tables) -> Reply:
    """The reply for an answer in the words of a locale; raises KeyError for ids that the content lacks."""
    paragraphs = tuple(part for part in _paragraphs(answer, words, tables) if part)
    offer, _, row = answer.offer.partition(":")
    question = reprompt = ""
    if offer:
        name = words.rows["stretches"][row]["name"] if row else ""
        question = words.phrase("offers", offer, "ask", name=name)
        reprompt = words.phrase("offers", offer, "reprompt", name=name)
    return Reply(
        paragraphs=paragraphs,
        question=question,
        reprompt=reprompt,
        card=_card(answer, paragraphs, words, tables),
        screen=show(answer, _joined(*paragraphs), question, words),
        open_question=offer in ("ask", "narrow"),
    )


def _paragraphs(answer: Answer, words: Words, tables: Tables) -> Iterable[str]:
    kind = answer.kind
    if kind == "cause":
        return _cause(answer, words, tables)
    if kind == "red_flag":
        return _red_flag(answer, words)
    if kind == "stretch":
        return _stretch(answer, words)
    if kind == "meta":
        return _meta(answer, words, tables)
    if kind == "doctor" and answer.row == "this_cause":
        row = subject(answer, words)
        return [words.phrase("about", title=row["name"]), row["see"], _disclaimer(answer, words)]
    if kind in ("launch", "help", "stop", "fallback"):
        return [words.phrase(kind, answer.row or "default"), warning_of(answer, words)]
    row = words.rows[_ADVICE_KINDS.get(kind, kind)][answer.row]
    warning = warning_of(answer, words)
    grade = words.phrase("grades", _grade(answer, tables)) if kind == "fact" and not warning else ""
    said = [row["answer"], grade, warning, _disclaimer(answer, words)]
    heard = _heard(answer, words, room=MAX_WORDS - _count(said)) if kind == "general" else ""
    return [_joined(heard, row["answer"], grade), warning, said[-1]]


def _cause(answer: Answer, words: Words, tables: Tables) -> list[str]:
    row = words.rows["causes"][answer.row]
    verdict = words.phrase("verdict", tables.causes[answer.row].verdict) if answer.verdict else ""
    also = ""
    if answer.also:
        also = words.phrase("also", name=words.rows["causes"][answer.also]["name"])
    see = warning_of(answer, words) or row["see"]
    said = [verdict, row["explain"], also, row["do"], see, _disclaimer(answer, words)]
    heard = _heard(answer, words, room=MAX_WORDS - _count(said))
    return [_joined("" if verdict else heard, verdict, row["explain"], also), _joined(row["do"], see), said[-1]]


def _heard(answer: Answer, words: Words, room: int) -> str:
    """What was understood, as in "you asked about cramps at night": as much of it as there is room for."""
    labels = [label for label in map(words.label, answer.heard) if label]
    while labels:
        opening = words.phrase("heard", what=" ".join(labels))
        if _count([opening]) <= room:
            return opening
        labels.pop()
    return ""


def _red_flag(answer: Answer, words: Words) -> list[str]:
    row = words.rows["red_flags"][answer.row]
    if answer.urgency == "emergency":
        return [words.phrase("emergency"), row["emergency"]]
    return [row["say"], _disclaimer(answer, words)]


def _stretch(answer: Answer, words: Words) -> list[str]:
    row = words.rows["stretches"][answer.row]
    steps = row["steps"]
    numbers = words.phrases["step_numbers"]
    lead = words.phrase("step", number=numbers[answer.step], total=numbers[len(steps) - 1])
    first = words.phrase("first_step", title=row["title"]) if answer.step == 0 else ""
    last = answer.step == len(steps) - 1
    return [
        _joined(first, row["caution"] if answer.step == 0 else ""),
        _joined(lead, steps[answer.step]),
        words.phrase("last_step") if last else "",
    ]


def _meta(answer: Answer, words: Words, tables: Tables) -> list[str]:
    row = subject(answer, words)
    if answer.row == "more":
        return [row.get("more") or row.get("caution") or row.get("answer") or row.get("say") or row["emergency"]]
    if answer.row == "sources":
        grade = words.phrase("grades", _grade(answer, tables)) if _grade(answer, tables) else ""
        return [_joined(grade, row.get("evidence", "")), _sources_aloud(answer, words, tables)]
    if answer.row == "rephrase":
        if answer.about.startswith("red_flags/"):
            return [row.get("say") or row["emergency"]]
        return [_joined(row["explain"], row["do"]) if "explain" in row else _first_words(row)]
    return [words.phrase("meta", answer.row)]


def _first_words(row: Mapping[str, Any]) -> str:
    """The first two sentences of a row's answer: its gist."""
    text = str(row.get("answer") or row["caution"])
    return ". ".join(text.rstrip(".").split(". ")[:2]) + "."


def subject(answer: Answer, words: Words) -> Mapping[str, Any]:
    """The words of the row that the conversation is about; empty if it is about none."""
    table, _, row = answer.about.partition("/")
    return words.rows[table][row] if row else {}


def _subject_row(answer: Answer, tables: Tables) -> Any:
    """The table row that the conversation is about, or None."""
    table, _, row = answer.about.partition("/")
    if not row:
        return None
    known: Mapping[str, Mapping[str, Any]] = {
        "causes": tables.causes,
        "red_flags": tables.red_flags,
        "stretches": tables.stretches,
        **tables.advice,
    }
    return known[table][row]


def _grade(answer: Answer, tables: Tables) -> str:
    return getattr(_subject_row(answer, tables), "grade", "")


def _sources(answer: Answer, tables: Tables) -> tuple[str, ...]:
    row = _subject_row(answer, tables)
    return tuple(row.sources) if row else ()


def _sources_aloud(answer: Answer, words: Words, tables: Tables) -> str:
    names = dict.fromkeys(words.sources[one]["spoken"] for one in _sources(answer, tables))
    names.pop("", None)
    spoken = words.phrase("and").join(list(names)[:_SPOKEN_SOURCES])
    return words.phrase("sources", names=spoken)


def _card(answer: Answer, paragraphs: tuple[str, ...], words: Words, tables: Tables) -> Card | None:
    """The card: the answer, the steps of the stretch that is told or offered, and the sources."""
    if not answer.about or answer.kind in ("help",):
        return None
    row = subject(answer, words)
    blocks = ["\n".join(paragraphs)]
    offer, _, offered = answer.offer.partition(":")
    stretch = answer.row if answer.kind == "stretch" else offered if offer == "stretch" else ""
    if stretch:
        steps = words.rows["stretches"][stretch]
        if answer.kind == "stretch":
            blocks = [steps["caution"]]
        numbered = (f"{number}. {step}" for number, step in enumerate(steps["steps"], start=1))
        blocks.append("\n".join((steps["title"], *numbered)))
    sources = [words.sources[one]["card"] for one in _sources(answer, tables)]
    if grade := _grade(answer, tables):
        blocks.append(words.phrase("grades", grade))
    if sources:
        blocks.append("\n".join((words.phrase("card_sources"), *(f"- {one}" for one in sources))))
    if not answer.disclaimer:
        blocks.append(words.phrase("disclaimer"))
    text = "\n\n".join(block for block in blocks if block)
    return Card(str(row["title"]), written(text, words))


def _disclaimer(answer: Answer, words: Words) -> str:
    return words.phrase("disclaimer") if answer.disclaimer else ""


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _count(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
