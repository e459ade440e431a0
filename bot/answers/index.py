"""The index: what was learned from the ways of asking, as plain arrays in one file.

Learned by `teaching` (which needs scikit-learn and a minute), read here in milliseconds with
numpy alone, so that the running service carries neither the teacher nor its memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self, cast

import numpy as np
import numpy.typing as npt

from bot.answers.grams import WEIGHTS, Floats
from bot.answers.listening import Listener
from bot.answers.vocabulary import Vector, Vocabulary

FORM: Final = 5
"""Changes whenever an index made by older code must not be read by newer code."""

_BANDS: Final = ("bias", "sure", "maybe")
_LISTENERS: Final = ("crisis", "ransom")
_HEARD: Final = ("bias", "certain", "maybe", "stretch")

FEATURES: Final = 7
"""How many numbers the judgement looks at (`matching.features`)."""

Shares = npt.NDArray[np.float32]


class BadIndex(Exception):
    """The file is no index of ours, or of another form: build it anew."""


@dataclass(frozen=True)
class Judgement:
    """How sure to be: a logistic model of "the first is right", and where the bands begin."""

    weights: Floats
    bias: float
    sure: float
    """From this probability of being right on, the answer is given at once."""
    maybe: float
    """From this one on, choices are shown; below it, nothing is known."""


@dataclass(frozen=True)
class Index:
    """Everything learned."""

    labels: tuple[str, ...]
    """The entries in the order of the columns; the empty one stands for "none of these"."""
    vocabulary: Vocabulary
    rows: npt.NDArray[np.int32]
    """For each gram its row among the weights; -1 for one that only the listeners know."""
    weights: npt.NDArray[np.float16]
    bias: Floats
    judgement: Judgement
    digest: str
    """Names the content and the code it was learned from."""
    crisis: Listener | None = None
    """What was learned from examples of crisis, over the same vocabulary; None without any."""
    ransom: Listener | None = None
    """The same of blackmail messages."""

    def shares(self, whole: Vector, *parts: Vector) -> Shares:
        """Return the probability of each label: a row for the whole text and one for each part.

        The weights of the text are looked up once; its parts are made of the same grams.
        """
        rows = self.rows[whole.places]
        known = rows >= 0
        weights = self.weights[rows[known]].astype(np.float32)
        vectors = np.zeros((1 + len(parts), len(whole.places)), np.float32)
        vectors[0] = whole.weights
        for number, part in enumerate(parts, 1):
            vectors[number, np.searchsorted(whole.places, part.places)] = part.weights
        scores = vectors[:, known] @ weights + self.bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write the index so that a reader meets either the old file or the whole new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        arrays: dict[str, Any] = {
            "form": np.array(FORM),
            "labels": np.array(self.labels),
            "rows": self.rows,
            "weights": self.weights,
            "bias": self.bias,
            "judge": self.judgement.weights,
            "bands": np.array([getattr(self.judgement, name) for name in _BANDS]),
            "digest": np.array(self.digest),
        }
        for name in _LISTENERS:
            if (listener := getattr(self, name)) is not None:
                arrays[name] = listener.weights
                arrays[f"{name}_bands"] = np.array([getattr(listener, one) for one in _HEARD])
        for number, grams in enumerate(self.vocabulary.grams):
            arrays[f"grams{number}"] = grams
            arrays[f"rareness{number}"] = self.vocabulary.rareness[number]
        with part.open("wb") as file:
            np.savez(file, **arrays)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index; raise BadIndex for anything that is none."""
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                held = {name: cast("npt.NDArray[Any]", file[name]) for name in file.files}
            form = int(held["form"])
            bands = dict(zip(_BANDS, map(float, held["bands"]), strict=True))
            index = cls(
                labels=tuple(str(one) for one in held["labels"]),
                vocabulary=Vocabulary(
                    tuple(held[f"grams{number}"] for number in range(len(WEIGHTS))),
                    tuple(held[f"rareness{number}"] for number in range(len(WEIGHTS))),
                ),
                rows=held["rows"],
                weights=held["weights"],
                bias=held["bias"],
                judgement=Judgement(held["judge"], **bands),
                digest=str(held["digest"]),
                **{name: _listener(name, held) for name in _LISTENERS},
            )
        except Exception as fault:
            raise BadIndex(f"{path.name}: {type(fault).__name__}") from fault
        if form != FORM:
            raise BadIndex(f"{path.name}: made by another version")
        if not index.fits():
            raise BadIndex(f"{path.name}: its parts do not fit together")
        return index

    def fits(self) -> bool:
        """Tell whether the parts belong together: as many labels, grams and weights as there must be."""
        grams, rareness = self.vocabulary.grams, self.vocabulary.rareness
        return (
            self.rows.shape == (self.vocabulary.size,)
            and self.rows.dtype == np.int32
            and self.weights.shape == (int(self.rows.max(initial=-1)) + 1, len(self.labels))
            and self.bias.shape == (len(self.labels),)
            and self.judgement.weights.ndim == 1
            and self.judgement.weights.size == FEATURES
            and all(one.shape == other.shape for one, other in zip(grams, rareness, strict=True))
            and all(
                one is None or one.weights.shape == (self.vocabulary.size,)
                for one in (self.crisis, self.ransom)
            )
        )


def _listener(name: str, held: Mapping[str, npt.NDArray[Any]]) -> Listener | None:
    if name not in held:
        return None
    bias, certain, maybe, stretch = map(float, held[f"{name}_bands"])
    return Listener(held[name], bias, certain, maybe, int(stretch))
