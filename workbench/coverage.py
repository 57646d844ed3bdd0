"""``./dev coverage``: which intents a set of questions reaches in a locale, and what falls to fallback."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.ask import Talk, report, utterances
from workbench.local_alexa import FALLBACK


@dataclass(frozen=True)
class Coverage:
    """How many questions reach each intent, and the questions to which the skill had no answer.

    ``unheard``: the model caught nothing, so not a word arrived. ``unread``: the words arrived and said nothing.
    """

    reached: Mapping[str, int]
    unheard: tuple[str, ...]
    unread: tuple[str, ...]


def coverage(questions: Sequence[str], locale: str, opened: bool) -> Coverage:
    """The coverage of questions, each in a session of its own, one-shot or in a session that was opened first."""
    reached: Counter[str] = Counter()
    unheard, unread = [], []
    for question in questions:
        talk = Talk(locale)
        if opened:
            talk.open()
        told = report(question, talk.say(question))
        intent = told["request"]["intent"]
        reached[intent] += 1
        if intent == FALLBACK:
            unheard.append(question)
        elif told["answer"]["kind"] == "fallback":
            unread.append(question)
    return Coverage(reached, tuple(unheard), tuple(unread))


def run_coverage(options: argparse.Namespace) -> int:
    """``./dev coverage`` with its options; returns the exit code."""
    questions: list[str] = []
    for path in options.files:
        try:
            questions += utterances(path)
        except (OSError, ValueError) as error:
            print(f"dev coverage: {path}: {error}", file=sys.stderr)
            return 1
    one_shot, opened = (coverage(questions, options.locale, opened=opened) for opened in (False, True))
    print(f"{len(questions)} questions, {options.locale}")
    print(f"{'intent':24} one-shot   opened")
    for intent in sorted({*one_shot.reached, *opened.reached}, key=lambda name: -one_shot.reached.get(name, 0)):
        print(f"{intent:24} {one_shot.reached.get(intent, 0):8} {opened.reached.get(intent, 0):8}")
    for how, found in (("one-shot", one_shot), ("opened", opened)):
        _print_missed(f"{how}, caught by no sample and no carrier", found.unheard)
        _print_missed(f"{how}, arrived but not understood", found.unread)
    return 0


def _print_missed(how: str, questions: Sequence[str]) -> None:
    print(f"\n{how}: {len(questions)}")
    for question in questions:
        print(f"  {question}")
