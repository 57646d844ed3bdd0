"""How long understanding takes. Run with ``./dev test benchmarks``; the suite leaves these out.

Aims: a sentence of twenty words, read and weighed, under a millisecond in 99 of 100 cases once the data is loaded; the
data loaded within ten.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from leg_cramps import data
from leg_cramps.knowledge.assessment import assess, closed
from leg_cramps.knowledge.tables import tables
from leg_cramps.language.lexicon import lexicon
from leg_cramps.language.understanding import language, understand
from workbench.score import questions

FOLDER = Path(__file__).parent.parent / "tests" / "questions"
LONG = [
    row["utterance"]
    for path in sorted(FOLDER.glob("*.jsonl"))
    for row in questions(path, None)
    if 18 <= len(row["utterance"].split()) <= 22
]


def test_a_sentence_of_twenty_words(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    known, rows = language(), tables()
    sentences = cycle(LONG)
    understand(LONG[0], known)

    def weigh() -> None:
        assess(closed(understand(next(sentences), known), rows), rows)

    benchmark.pedantic(weigh, rounds=20 * len(LONG))
    times = sorted(benchmark.stats.stats.data)
    with capsys.disabled():
        print(f"\n99 of 100 sentences took under {1000 * times[len(times) * 99 // 100]:.3f} ms")


def test_loading_the_data(benchmark: Any) -> None:
    def forget() -> None:
        for one in (data.load, lexicon, language, tables):
            one.cache_clear()

    def load() -> None:
        language()
        tables()

    benchmark.pedantic(load, setup=forget, rounds=50)


@pytest.mark.parametrize("limit", [5_000_000])
def test_size_of_the_data(limit: int) -> None:
    assert sum(path.stat().st_size for path in data.FOLDER.iterdir() if path.is_file()) < limit
