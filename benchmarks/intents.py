"""Turn a published set of questions into the files that `rinnalla evaluate` reads.

    python benchmarks/intents.py clinc150.json FOLDER
    python benchmarks/intents.py banking77-train.csv FOLDER --test banking77-test.csv
    rinnalla evaluate --examples FOLDER/examples.jsonl --questions FOLDER/questions.jsonl

CLINC150: github.com/clinc/oos-eval (CC BY 3.0); BANKING77: PolyAI (CC BY 4.0). `--each 10` keeps
ten examples of each intent, the same ones every time.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Annotated

import typer

Pair = tuple[str, str]
"""A text and its intent; an empty one for what no intent covers."""


def main(
    train: Annotated[Path, typer.Argument(help="clinc150.json, or the training CSV of BANKING77.")],
    into: Annotated[Path, typer.Argument(help="Folder to write to.")],
    test: Annotated[Path | None, typer.Option(help="The test CSV of BANKING77.")] = None,
    each: Annotated[int, typer.Option(help="Examples of each intent; 0 for all.")] = 0,
) -> None:
    """Write examples.jsonl and questions.jsonl."""
    examples, questions = _csv(train, test) if test else _clinc(train)
    into.mkdir(parents=True, exist_ok=True)
    _write(
        into / "examples.jsonl", ({"id": name, "text": text} for text, name in _few(examples, each))
    )
    _write(
        into / "questions.jsonl",
        (
            {"text": text, "style": "test", **({"id": name} if name else {})}
            for text, name in questions
        ),
    )


def _clinc(path: Path) -> tuple[list[Pair], list[Pair]]:
    held = json.loads(path.read_text(encoding="utf-8"))
    none = {part: [(text, "") for text, _ in held[part]] for part in ("oos_train", "oos_test")}
    return [*map(tuple, held["train"]), *none["oos_train"]], [
        *map(tuple, held["test"]),
        *none["oos_test"],
    ]


def _csv(train: Path, test: Path) -> tuple[list[Pair], list[Pair]]:
    read = [
        [(row["text"], row["category"]) for row in csv.DictReader(path.open(encoding="utf-8"))]
        for path in (train, test)
    ]
    return read[0], read[1]


def _few(examples: list[Pair], each: int) -> list[Pair]:
    if not each:
        return examples
    of: defaultdict[str, list[Pair]] = defaultdict(list)
    for one in examples:
        of[one[1]].append(one)
    chance = Random(7)
    return [one for name in sorted(of) for one in chance.sample(of[name], min(each, len(of[name])))]


def _write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    path.write_text(
        "".join(json.dumps({"lang": "en", **row}, ensure_ascii=False) + "\n" for row in rows),
        encoding="utf-8",
    )


if __name__ == "__main__":
    typer.run(main)
