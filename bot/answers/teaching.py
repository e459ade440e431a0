"""Teaching: from ways of asking to an index. Takes a minute; done when content is published.

The learner is scikit-learn's linear support vector machine (one entry against all others), over
all three languages at once. How sure to be is learned from messages it had not seen: some by
another hand if there are any, else ways of asking that are held back a quarter at a time.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.answers.grams import WEIGHTS, Floats, Numbers, blocks, counted, tokens
from bot.answers.index import FEATURES, FORM, Index, Judgement
from bot.answers.listening import (
    CRISIS,
    LABELS,
    PART_COUNTS_LESS,
    RANSOM,
    Lesson,
    Listener,
    stretches,
)
from bot.answers.matching import LONG, NONE, WHOLE_COUNTS, features, read
from bot.answers.message import Message
from bot.answers.vocabulary import Vector, Vocabulary

FOLDS: Final = 4
STRENGTH: Final = 0.3
"""How closely the learner follows single ways of asking (inverse regularisation); measured."""
SHARPNESS: Final = 6.0
"""How fast shares part as scores part; measured on ways of asking that were held back."""
SEEN_AT_LEAST: Final = 3
"""A run of letters met in one or two ways of asking only tells next to nothing."""
FEWEST_JUDGES: Final = 200
"""With fewer messages by another hand, ways of asking are held back to learn how sure to be."""
RIGHT_WHEN_SURE: Final = 0.99
"""Share of sure answers that must be right. Aimed higher than the 97 % wanted: what was found on
some messages is a point or two too hopeful for others."""
OUTSIDE: Final = 0.25
"""Share of messages no entry answers for which it is set."""
WORTH_OFFERING: Final = 0.20
"""Choices are offered when the first is right at least this often: below, most people would
read three titles in vain."""
ABOUT_CRISIS: Final = frozenset({"suicidal-thoughts", "panic-and-sleep", "why-not-112"})
"""Entries whose ways of asking are no everyday speech: they may be cries for help themselves."""

_RULES: Final[tuple[object, ...]] = (
    FORM, WEIGHTS, FOLDS, STRENGTH, SHARPNESS, SEEN_AT_LEAST, RIGHT_WHEN_SURE,
    OUTSIDE, FEWEST_JUDGES, WORTH_OFFERING, WHOLE_COUNTS, LONG, CRISIS, RANSOM,
)  # fmt: skip
"""What is learned depends on these too: other rules, another name."""

Progress = Callable[[str, float], None]
TakenApart = list[tuple[Numbers, Floats]]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A way of asking, and the entry it asks for; no entry for what none answers.

    The labels of `listening` in the place of an entry are examples for the listeners.
    """

    text: str
    id: str = NONE
    also: tuple[str, ...] = ()
    """Other entries that are right too; matters for judges only."""
    judges: bool = False
    """A message by another hand: it teaches nothing but how sure to be."""


class TooLittle(ValueError):
    """Nothing can be learned from fewer than two entries."""


def digest_of(examples: Sequence[Example]) -> str:
    """Return the name of what would be learned from these: same content and code, same name."""
    told = {
        "\0".join((one.id, one.text, *one.also, "judges" if one.judges else "")) for one in examples
    }
    summed = hashlib.sha256(repr(_RULES).encode())
    for line in sorted(told):
        summed.update(f"{line}\0\0".encode(errors="replace"))
    return summed.hexdigest()[:32]


def teach(examples: Sequence[Example], tell: Progress = lambda _what, _share: None) -> Index:
    """Learn from examples; `tell` hears what is being done and the share done, from 0 to 1.

    Raises TooLittle when there are fewer than two entries.
    """
    every = _ordered(examples)
    asked = [one for one in every if one.id not in LABELS and not one.judges]
    judges = [one for one in every if one.judges]
    if len({one.id for one in asked}) < 2:
        raise TooLittle("teach with the ways of asking of at least two entries")
    tell("reading", 0.0)
    apart = {one: [counted(block) for block in blocks(tokens(one.text))] for one in every}
    tried = [] if len(judges) >= FEWEST_JUDGES else _held_back(asked, apart, tell)
    tell("learning", FOLDS / (FOLDS + 2))
    learned_from = [one for one in every if not one.judges]
    index = _learn(asked, _vocabulary(learned_from, apart), apart)
    tried = tried or [_tried(index, one, apart[one]) for one in judges]
    tell("hearing", (FOLDS + 1) / (FOLDS + 2))
    crisis, ransom = (_listener(one, every, index.vocabulary, apart) for one in (CRISIS, RANSOM))
    tell("done", 1.0)
    return replace(
        index,
        judgement=_judgement(tried),
        crisis=crisis,
        ransom=ransom,
        digest=digest_of(examples),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """A message the index had not seen, and what came of it."""

    shown: Floats
    """The features of its reading."""
    right: bool
    outside: bool
    """No entry answers it."""


def _ordered(examples: Sequence[Example]) -> list[Example]:
    return sorted(set(examples), key=lambda one: (one.id, one.text, one.also, one.judges))


def _held_back(
    asked: Sequence[Example], apart: Mapping[Example, TakenApart], tell: Progress
) -> list[Tried]:
    """Hold back a quarter of the ways of asking at a time, and try what the others teach."""
    tried: list[Tried] = []
    # The same shuffle every time: the same content makes the same index.
    fold_of = np.random.default_rng(7).permutation(len(asked)) % FOLDS
    for fold in range(FOLDS):
        tell("trying", (fold + 0.5) / (FOLDS + 2))
        seen = [one for one, part in zip(asked, fold_of, strict=True) if part != fold]
        if len({one.id for one in seen}) < 2:
            continue  # a handful of ways of asking: what is held back leaves nothing to learn
        trial = _learn(seen, _vocabulary(seen, apart), apart)
        tried += [
            _tried(trial, one, apart[one])
            for one, part in zip(asked, fold_of, strict=True)
            if part == fold
        ]
    return tried


def _tried(trial: Index, one: Example, apart: TakenApart) -> Tried:
    if len(one.text.split()) < LONG:
        vector = trial.vocabulary.vector_of(apart)
        [shares] = trial.shares(vector)
    else:
        shares, vector = read(trial, Message.of(trial.vocabulary, one.text))
    entries = shares.copy()
    if NONE in trial.labels:
        entries[trial.labels.index(NONE)] = -1
    first = trial.labels[int(entries.argmax())]
    right = one.id != NONE and first in (one.id, *one.also)
    return Tried(features(trial.labels, shares, vector), right, one.id == NONE)


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
    met = np.asarray(matrix.getnnz(axis=0)) > 0
    rows = np.where(met, np.cumsum(met) - 1, -1).astype(np.int32)
    return Index(
        labels,
        vocabulary,
        rows,
        np.ascontiguousarray(weights.T[met] * SHARPNESS).astype(np.float16),
        (bias * SHARPNESS).astype(np.float32),
        Judgement(np.zeros(FEATURES, np.float32), 0.0, 1.0, 1.0),
        "",
    )


def _learner(strength: float, balance: str | None = None) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=strength, tol=1e-2, class_weight=balance, random_state=7, max_iter=3_000)


def _listener(
    lesson: Lesson,
    examples: Sequence[Example],
    vocabulary: Vocabulary,
    apart: Mapping[Example, TakenApart],
) -> Listener | None:
    """Learn to tell what must be heard from what only sounds alike, and set the bands.

    Ways of asking and messages by another hand are everyday speech, but for those of the
    entries that are about crisis themselves. What people write by another hand is longer and
    more like life, so where there is enough of it, it says how much of everyday speech is heard.
    """
    heard = [one for one in examples if one.id in (lesson.yes, lesson.no)]
    if {one.id for one in heard} != {lesson.yes, lesson.no}:
        return None
    every = [*heard, *(one for one in examples if one.id not in ABOUT_CRISIS | LABELS)]
    # A long message is heard in stretches: those of harmless ones are learned as such, too.
    parts = [
        (at, vector)
        for at, one in enumerate(every)
        for vector in _heard_as(
            vocabulary, one, apart[one], 0 if one.id == lesson.yes else lesson.stretch
        )
    ]
    matrix = _matrix([vector for _, vector in parts], vocabulary)
    yes = np.array([every[at].id == lesson.yes for at, _ in parts])
    fold_of = (np.random.default_rng(7).permutation(len(every)) % FOLDS)[[at for at, _ in parts]]
    alike, everyday = list[float](), list[float]()
    judged = sum(one.judges for one in every) >= FEWEST_JUDGES
    for fold in range(FOLDS):
        learner = _learner(lesson.strength, "balanced")
        learner.fit(matrix[fold_of != fold], yes[fold_of != fold])
        gravest = defaultdict[int, float](lambda: -math.inf)
        out = np.flatnonzero((fold_of == fold) & ~yes)
        for at, score in zip(out, learner.decision_function(matrix[out]), strict=True):
            whole = at == 0 or parts[at - 1][0] != parts[at][0]
            heard_as = float(score) - (0 if whole else PART_COUNTS_LESS)
            gravest[parts[at][0]] = max(gravest[parts[at][0]], heard_as)
        for at, score in gravest.items():
            if every[at].id == lesson.no:
                alike.append(score)
            elif every[at].judges or not judged:
                everyday.append(score)
    learner = _learner(lesson.strength, "balanced")
    learner.fit(matrix, yes)
    # Never below the border the learner itself has drawn.
    certain = max(0.0, float(np.quantile(alike, 1 - lesson.false)))
    if everyday:
        certain = max(certain, float(np.quantile(everyday, 1 - lesson.everyday_false)))
    maybe = min(certain, max(0.0, float(np.quantile(alike, 1 - lesson.maybe_false))))
    weights = np.asarray(learner.coef_, np.float32)[0]
    return Listener(weights, float(learner.intercept_[0]), certain, maybe, lesson.stretch)


def _heard_as(
    vocabulary: Vocabulary, one: Example, apart: TakenApart, stretch: int
) -> Iterator[Vector]:
    """Yield an example as a listener hears it: whole, and in stretches if it is long."""
    yield vocabulary.vector_of(apart)
    if stretch and len(one.text.split()) > stretch:
        read = vocabulary.read(tokens(one.text))
        yield from (read.vector(*part) for part in stretches(read.words, stretch))


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


def _judgement(tried: Sequence[Tried]) -> Judgement:
    """Learn when the first entry is right, and set the bands by messages not seen before.

    However few of them no entry answers, those count as a quarter: so many strangers write.
    """
    from sklearn.linear_model import LogisticRegression

    shown = np.array([one.shown for one in tried])
    right = np.array([one.right for one in tried])
    if right.all() or not right.any():
        return Judgement(np.zeros(FEATURES, np.float32), 0.0, 1.0, 0.0)
    outside = np.array([one.outside for one in tried])
    share = outside.mean()
    counts = np.where(outside, OUTSIDE / share if share else 0.0, (1 - OUTSIDE) / (1 - share))
    learner: Any = LogisticRegression(C=1.0, max_iter=1000)
    learner.fit(shown, right, sample_weight=counts)
    chances = np.asarray(learner.predict_proba(shown))[:, 1]
    order = np.argsort(-chances)
    good = np.cumsum((right * counts)[order]) / np.cumsum(counts[order])
    enough = np.nonzero(good >= RIGHT_WHEN_SURE)[0]
    sure = float(chances[order[enough[-1]]]) if len(enough) else 1.0
    weights: Floats = np.asarray(learner.coef_, np.float32)[0]
    return Judgement(weights, float(learner.intercept_[0]), sure, WORTH_OFFERING)
