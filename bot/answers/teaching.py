"""Teaching: from ways of asking to an index. Takes a minute; done when content is published.

The learner is scikit-learn's logistic regression over all three languages at once. How sure to
be is learned from messages it had not seen: the ways of asking are held back a fifth at a time.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.answers.grams import WEIGHTS, Floats, Numbers, blocks
from bot.answers.index import FEATURES, FORM, Index, Judgement, Vector, Vocabulary
from bot.answers.matching import LONG, NONE, WHOLE_COUNTS, features, read

FOLDS: Final = 4
STRENGTH: Final = 12.0
"""How closely the learner follows single ways of asking (inverse regularisation); measured."""
ROUNDS: Final = 80
SEEN_AT_LEAST: Final = 2
"""A run of letters met in one way of asking only tells nothing."""
RIGHT_WHEN_SURE: Final = 0.97
"""Share of sure answers that must be right, on ways of asking that were held back. They are
harder than strangers' messages, of which more are right (docs/answers.md)."""
WORTH_OFFERING: Final = 0.25
"""Choices are offered when the first is right at least this often: below, most people would
read three titles in vain."""

_RULES: Final[tuple[object, ...]] = (
    FORM, WEIGHTS, FOLDS, STRENGTH, SEEN_AT_LEAST, RIGHT_WHEN_SURE, WORTH_OFFERING, WHOLE_COUNTS,
    LONG,
)  # fmt: skip
"""What is learned depends on these too: other rules, another name."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A way of asking, and the entry it asks for; no entry for what none answers."""

    text: str
    id: str = NONE


class TooLittle(ValueError):
    """Nothing can be learned from fewer than two entries."""


def digest_of(examples: Sequence[Example]) -> str:
    """Return the name of what would be learned from these: same content and code, same name."""
    summed = hashlib.sha256(repr(_RULES).encode())
    for one in sorted(set(examples), key=lambda one: (one.id, one.text)):
        summed.update(f"{one.id}\0{one.text}\0".encode(errors="replace"))
    return summed.hexdigest()[:32]


def teach(examples: Sequence[Example], tell: Progress = lambda _what, _share: None) -> Index:
    """Learn from examples; `tell` hears what is being done and the share done, from 0 to 1.

    Raises TooLittle when there are fewer than two entries.
    """
    every = sorted(set(examples), key=lambda one: (one.id, one.text))
    if len({one.id for one in every}) < 2:
        raise TooLittle("teach with the ways of asking of at least two entries")
    tell("reading", 0.0)
    unsure = Judgement(np.zeros(FEATURES, np.float32), 0.0, 1.0, 1.0)
    held_back: list[tuple[Floats, bool]] = []
    # The same shuffle every time: the same content makes the same index.
    fold_of = np.random.default_rng(7).permutation(len(every)) % FOLDS
    for fold in range(FOLDS):
        tell("trying", (fold + 0.5) / (FOLDS + 1))
        seen = [one for one, part in zip(every, fold_of, strict=True) if part != fold]
        trial = _learn(seen, unsure, "trial")
        for one, part in zip(every, fold_of, strict=True):
            if part == fold:
                held_back.append(_tried(trial, one))
    tell("learning", FOLDS / (FOLDS + 1))
    index = _learn(every, _judgement(held_back), digest_of(examples))
    tell("done", 1.0)
    return index


def _tried(trial: Index, one: Example) -> tuple[Floats, bool]:
    shares, vector = read(trial, one.text)
    entries = shares.copy()
    if NONE in trial.labels:
        entries[trial.labels.index(NONE)] = -1
    first = trial.labels[int(entries.argmax())]
    return features(trial.labels, shares, vector), first == one.id


def _learn(examples: Sequence[Example], judgement: Judgement, digest: str) -> Index:
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    vocabulary = _vocabulary(examples)
    vectors = [vocabulary.vector(one.text) for one in examples]
    labels = tuple(sorted({one.id for one in examples}))
    learner: Any = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=1e-3)
    matrix = sparse.csr_matrix(_rows(vectors), shape=(len(examples), vocabulary.size))
    learner.fit(matrix, [labels.index(one.id) for one in examples])
    weights, bias = np.asarray(learner.coef_), np.asarray(learner.intercept_)
    if len(labels) == 2:  # the library learns one column for two labels
        weights, bias = (
            np.vstack([-weights[0] / 2, weights[0] / 2]),
            np.array([-bias[0], bias[0]]) / 2,
        )
    return Index(
        labels,
        vocabulary,
        np.ascontiguousarray(weights.T).astype(np.float16),
        bias.astype(np.float32),
        judgement,
        digest,
    )


def _vocabulary(examples: Sequence[Example]) -> Vocabulary:
    grams: list[Numbers] = []
    rareness: list[Floats] = []
    parts = [blocks(one.text) for one in examples]
    least = SEEN_AT_LEAST if len(examples) > 100 else 1
    for number in range(len(parts[0])):
        every, met = np.unique(
            np.concatenate([part[number][0] for part in parts]), return_counts=True
        )
        kept = met >= least
        grams.append(every[kept])
        rareness.append((np.log((1 + len(examples)) / (1 + met[kept])) + 1).astype(np.float32))
    return Vocabulary(tuple(grams), tuple(rareness))


def _rows(vectors: Sequence[Vector]) -> tuple[Floats, npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the vectors as scipy wants a matrix of rows: values, columns, where rows begin."""
    begins = np.cumsum([0, *(len(one.places) for one in vectors)])
    values = np.concatenate([one.weights for one in vectors])
    return values, np.concatenate([one.places for one in vectors]), begins


def _judgement(held_back: Sequence[tuple[Floats, bool]]) -> Judgement:
    """Learn when the first entry is right, and set the bands by what was held back."""
    from sklearn.linear_model import LogisticRegression

    shown = np.array([one for one, _ in held_back])
    right = np.array([one for _, one in held_back])
    if right.all() or not right.any():
        return Judgement(np.zeros(FEATURES, np.float32), 0.0, 1.0, 0.0)
    learner: Any = LogisticRegression(C=1.0, max_iter=1000)
    learner.fit(shown, right)
    chances = np.asarray(learner.predict_proba(shown))[:, 1]
    order = np.argsort(-chances)
    good = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.nonzero(good >= RIGHT_WHEN_SURE)[0]
    sure = float(chances[order[enough[-1]]]) if len(enough) else 1.0
    weights: Floats = np.asarray(learner.coef_, np.float32)[0]
    return Judgement(weights, float(learner.intercept_[0]), sure, WORTH_OFFERING)
