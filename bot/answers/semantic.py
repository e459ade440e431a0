"""An optional second reader: a sentence-embedding model that an operator has put into a folder.

The folder holds `model.onnx` and `tokenizer.json`, as published sentence-embedding models do.
Each entry is the mean direction of its ways of asking; a message is compared with all of them,
and that is blended into what the linear model says. Nothing is downloaded.

Needs the extra `semantic` (onnxruntime, tokenizers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self, cast

import numpy as np
import numpy.typing as npt

from bot.answers.index import BadIndex, Shares

LONGEST: Final = 128
"""Tokens of a message that are read."""

AT_ONCE: Final = 32
SHARPNESS: Final = 12.0
"""How strongly closeness decides: cosines of good models lie close together."""

SHARE: Final = 0.4
"""Weight of this reader beside the linear model."""

Floats = npt.NDArray[np.float32]


class NoModel(Exception):
    """The folder holds no model that can be used; the message says what is missing or wrong."""


class Model:
    """Turns texts into directions."""

    def __init__(self, folder: Path) -> None:
        """Load the model; raise NoModel if it cannot be used."""
        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise NoModel(f"{folder} holds no {name}")
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError:
            raise NoModel("install the extra: pip install 'rinnalla[semantic]'") from None
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
            self._inputs: set[str] = {one.name for one in self._session.get_inputs()}
        except Exception as fault:
            raise NoModel(f"{folder}: the model cannot be read ({type(fault).__name__})") from fault
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()
        self.digest = sha256((folder / "model.onnx").read_bytes()).hexdigest()[:16]

    def directions(self, texts: Sequence[str]) -> Floats:
        """Return one row of length 1 for each text."""
        parts = [self._some(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]
        return np.concatenate(parts)

    def _some(self, texts: Sequence[str]) -> Floats:
        read = self._tokenizer.encode_batch([one.encode(errors="ignore").decode() for one in texts])
        ids = np.array([one.ids for one in read], np.int64)
        mask = np.array([one.attention_mask for one in read], np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(ids),
        }
        out = cast(
            "Floats",
            self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})[0],
        )
        if out.ndim == 3:  # a row for each token: their mean, as most of these models are trained
            weights = mask[:, :, None].astype(np.float32)
            out = (out * weights).sum(1) / np.maximum(weights.sum(1), 1e-6)
        return _of_length_one(out.astype(np.float32))


@dataclass(frozen=True)
class Meanings:
    """The mean direction of each label's ways of asking."""

    labels: tuple[str, ...]
    directions: Floats

    @classmethod
    def learned(cls, model: Model, examples: Sequence[tuple[str, str]]) -> Self:
        """Learn from (label, text)."""
        labels = tuple(sorted({label for label, _ in examples}))
        every = model.directions([text for _, text in examples])
        of = np.array([labels.index(label) for label, _ in examples])
        means = np.stack([every[of == number].mean(0) for number in range(len(labels))])
        return cls(labels, _of_length_one(means))

    def save(self, path: Path) -> None:
        """Write them, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, labels=np.array(self.labels), directions=self.directions)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read them; raise BadIndex for anything else."""
        try:
            with np.load(path, allow_pickle=False) as file:
                labels = tuple(str(one) for one in file["labels"])
                return cls(labels, np.asarray(file["directions"], np.float32))
        except Exception as fault:
            raise BadIndex(f"{path.name}: {type(fault).__name__}") from fault


@dataclass(frozen=True)
class Semantic:
    """The second reader."""

    model: Model
    meanings: Meanings

    def blended(self, text: str, labels: Sequence[str], shares: Shares) -> Shares:
        """Return `shares` of `labels` with this reader's opinion blended in."""
        closeness = self.meanings.directions @ self.model.directions([text])[0]
        raised = np.exp(SHARPNESS * (closeness - closeness.max()))
        own = dict(zip(self.meanings.labels, raised / raised.sum(), strict=True))
        said = np.array([own.get(label, 0.0) for label in labels], np.float32)
        return ((1 - SHARE) * shares + SHARE * said).astype(np.float32)


def _of_length_one(rows: Floats) -> Floats:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
