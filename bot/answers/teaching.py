"""Teaching: from ways of asking to an index. Takes a minute; done when content is published.

The learner is scikit-learn's linear support vector machine (one entry against all others), over
all three languages at once. How sure to be is learned from messages it had not seen: the ways of
asking are held back a quarter at a time.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.answers.alarm import CALL, HARMLESS, STRETCH, Alarm
from bot.answers.grams import WEIGHTS, Floats, Numbers, blocks
from bot.answers.index import FEATURES, FORM, Index, Judgement
from bot.answers.matching import LONG, NONE, WHOLE_COUNTS, features, read
from bot.answers.vocabulary import Vector, Vocabulary

FOLDS: Final = 4
STRENGTH: Final = 0.3
"""How closely the learner follows single ways of asking (inverse regularisation); measured."""
SHARPNESS: Final = 6.0
"""How fast shares part as scores part; measured on ways of asking that were held back."""
ALARM_STRENGTH: Final = 0.3
SEEN_AT_LEAST: Final = 2
"""A run of letters met in one way of asking only tells nothing."""
RIGHT_WHEN_SURE: Final = 0.97
"""Share of sure answers that must be right, on ways of asking that were held back. They are
harder than strangers' messages, of which more are right (docs/answers.md)."""
WORTH_OFFERING: Final = 0.25
"""Choices are offered when the first is right at least this often: below, most people would
read three titles in vain."""
FALSE_ALARMS: Final = 0.01
"""Share of harmless messages that sound alike on which the crisis lines may be shown at once."""
GENTLE_LINES: Final = 0.06
"""Share of them under whose answer a gentle line may stand."""
ABOUT_CRISIS: Final = frozenset({"suicidal-thoughts", "panic-and-sleep", "why-not-112"})
"""Entries whose ways of asking are no everyday speech: they may be cries for help themselves."""

_RULES: Final[tuple[object, ...]] = (
    FORM, WEIGHTS, FOLDS, STRENGTH, SHARPNESS, ALARM_STRENGTH, SEEN_AT_LEAST, RIGHT_WHEN_SURE,
    WORTH_OFFERING, FALSE_ALARMS, GENTLE_LINES, WHOLE_COUNTS, LONG, STRETCH,
)  # fmt: skip
"""What is learned depends on these too: other rules, another name."""

Progress = Callable[[str, float], None]
TakenApart = list[tuple[Numbers, Floats]]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A way of asking, and the entry it asks for; no entry for what none answers.

    `CALL` and `HARMLESS` in the place of an entry are examples of crisis: cries for help, and
    messages that only sound alike.
    """

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
    asked = [one for one in every if one.id not in (CALL, HARMLESS)]
    heard = [one for one in every if one.id in (CALL, HARMLESS)]
    if len({one.id for one in asked}) < 2:
        raise TooLittle("teach with the ways of asking of at least two entries")
    tell("reading", 0.0)
    apart = {one: blocks(one.text) for one in every}
    held_back: list[tuple[Floats, bool]] = []
    # The same shuffle every time: the same content makes the same index.
    fold_of = np.random.default_rng(7).permutation(len(asked)) % FOLDS
    for fold in range(FOLDS):
        tell("trying", (fold + 0.5) / (FOLDS + 2))
        seen = [one for one, part in zip(asked, fold_of, strict=True) if part != fold]
        trial = _learn(seen, _vocabulary(seen, apart), apart)
        for one, part in zip(asked, fold_of, strict=True):
            if part == fold:
                held_back.append(_tried(trial, one, apart[one]))
    tell("learning", FOLDS / (FOLDS + 2))
    index = _learn(asked, _vocabulary(every, apart), apart)
    tell("hearing", (FOLDS + 1) / (FOLDS + 2))
    alarm = _alarm(heard, asked, index.vocabulary, apart) if heard else None
    tell("done", 1.0)
    return replace(index, judgement=_judgement(held_back), alarm=alarm, digest=digest_of(examples))


def _tried(trial: Index, one: Example, apart: TakenApart) -> tuple[Floats, bool]:
    if len(one.text.split()) < LONG:
        vector = trial.vocabulary.vector_of(apart)
        shares = trial.shares(vector)
    else:
        shares, vector = read(trial, one.text)
    entries = shares.copy()
    if NONE in trial.labels:
        entries[trial.labels.index(NONE)] = -1
    first = trial.labels[int(entries.argmax())]
    return features(trial.labels, shares, vector), first == one.id


def _learn(
    examples: Sequence[Example], vocabulary: Vocabulary, apart: Mapping[Example, TakenApart]
) -> Index:
    labels = tuple(sorted({one.id for one in examples}))
    matrix = _matrix([vocabulary.vector_of(apart[one]) for one in examples], vocabulary)
    learner: Any = _learner(STRENGTH)
    learner.fit(matrix, [labels.index(one.id) for one in examples])
    weights, bias = np.asarray(learner.coef_), np.asarray(learner.intercept_)
    if len(labels) == 2:  # the library learns one column for two labels
        weights, bias = np.vstack([-weights[0], weights[0]]), np.array([-bias[0], bias[0]])
    return Index(
        labels,
        vocabulary,
        np.ascontiguousarray(weights.T * SHARPNESS).astype(np.float16),
        (bias * SHARPNESS).astype(np.float32),
        Judgement(np.zeros(FEATURES, np.float32), 0.0, 1.0, 1.0),
        "",
    )


def _learner(strength: float, balance: str | None = None) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=strength, tol=1e-2, class_weight=balance, random_state=7, max_iter=3_000)


def _alarm(
    heard: Sequence[Example],
    asked: Sequence[Example],
    vocabulary: Vocabulary,
    apart: Mapping[Example, TakenApart],
) -> Alarm:
    """Learn to tell cries for help from harmless messages, and set the bands.

    Ways of asking are everyday speech, but for those of the entries that are about crisis
    themselves. Only harmless messages that sound alike decide how much is too much.
    """
    everyday = [one for one in asked if one.id not in ABOUT_CRISIS]
    every = [*heard, *everyday]
    matrix = _matrix([vocabulary.vector_of(apart[one]) for one in every], vocabulary)
    call = np.array([one.id == CALL for one in every])
    fold_of = np.random.default_rng(7).permutation(len(every)) % FOLDS
    scores: dict[str, list[float]] = {CALL: [], HARMLESS: []}
    for fold in range(FOLDS):
        learner = _learner(ALARM_STRENGTH, "balanced")
        learner.fit(matrix[fold_of != fold], call[fold_of != fold])
        trial = _heard(learner, 0, 0)
        for one, part in zip(heard, fold_of, strict=False):
            if part == fold:
                scores[one.id].append(trial.score(vocabulary, one.text))
    alike = np.sort(scores[HARMLESS])[::-1]
    certain = float(alike[int(FALSE_ALARMS * len(alike))]) if len(alike) else 0.0
    maybe = float(alike[int(GENTLE_LINES * len(alike))]) if len(alike) else 0.0
    learner = _learner(ALARM_STRENGTH, "balanced")
    learner.fit(matrix, call)
    return _heard(learner, certain, maybe)


def _heard(learner: Any, certain: float, maybe: float) -> Alarm:
    weights = np.asarray(learner.coef_, np.float32)[0]
    return Alarm(weights, float(learner.intercept_[0]), certain, maybe)


def _vocabulary(examples: Sequence[Example], apart: Mapping[Example, TakenApart]) -> Vocabulary:
    grams: list[Numbers] = []
    rareness: list[Floats] = []
    least = SEEN_AT_LEAST if len(examples) > 100 else 1
    for number in range(len(WEIGHTS)):
        every, met = np.unique(
            np.concatenate([apart[one][number][0] for one in examples]), return_counts=True
        )
        kept = met >= least
        grams.append(every[kept])
        rareness.append((np.log((1 + len(examples)) / (1 + met[kept])) + 1).astype(np.float32))
    return Vocabulary(tuple(grams), tuple(rareness))


def _matrix(vectors: Sequence[Vector], vocabulary: Vocabulary) -> Any:
    """Return the vectors as the rows of a matrix."""
    from scipy import sparse

    begins = np.cumsum([0, *(len(one.places) for one in vectors)])
    values = np.concatenate([one.weights for one in vectors])
    places = np.concatenate([one.places for one in vectors])
    return sparse.csr_matrix((values, places, begins), shape=(len(vectors), vocabulary.size))


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
