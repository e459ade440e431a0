"""What looking for personal identifiers costs a message, beside reading it from JSON.

    python benchmarks/identifiers.py [--rounds 7]

Each figure is the median of the rounds, in microseconds for one update, and its ratio to
`json.loads` of the same update: machines differ, ratios less.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.answers.masking import mask_update  # noqa: E402
from tests.promises.identifiers_made import identifier  # noqa: E402
from tests.promises.made import wrote  # noqa: E402
from tests.promises.ordinary_texts import ordinary  # noqa: E402

PERSON = 4_000_001
PLAIN = (
    "Sain viestin enkä tiedä mitä tehdä, auttakaa", "moi", "Jag är rädd och kan inte sova",
    "Do I have to pay? I am so ashamed", "Voiko joku soittaa minulle tänään illalla",
)  # fmt: skip


def updates(texts: list[str]) -> list[dict[str, Any]]:
    return [{"update_id": n, **wrote(PERSON, text)} for n, text in enumerate(texts)]


def median(act: Callable[[Any], object], subjects: list[Any], rounds: int) -> float:
    """Return microseconds for one subject."""
    times: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for subject in subjects:
            act(subject)
        times.append((time.perf_counter() - begun) / len(subjects) * 1e6)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    chance = Random(1)
    numbered = [
        text for text in (ordinary(chance) for _ in range(3000)) if sum(map(str.isdigit, text)) > 2
    ]
    kinds = {
        "words only": list(PLAIN) * 200,
        "with sums, dates, telephone numbers": numbered[:1000],
        "with an identifier": [identifier(chance).text for _ in range(1000)],
        "4,096 signs of words": ["Sain viestin, auttakaa. " * 170] * 50,
        "4,096 signs of numbers": [
            (" ".join(numbered))[n : n + 4096] for n in range(0, 50_000, 1000)
        ],
    }
    print(f"Python {platform.python_version()}, {rounds} rounds, µs for one update (median)\n")
    print("| text | json.loads | mask_update | ratio |\n|---|---|---|---|")
    for name, texts in kinds.items():
        raws = updates(texts)
        reading = median(json.loads, [json.dumps(raw) for raw in raws], rounds)
        masking = median(mask_update, raws, rounds)
        print(f"| {name} | {reading:.1f} | {masking:.1f} | {masking / reading:.1f} |")


if __name__ == "__main__":
    main()
