"""What the answers cost and how they grow: `python benchmarks/answers.py`.

Prints the learning curve on the held-out messages (a quarter, a half, all ways of asking), what a
start from the cache takes, the memory of a process that only answers, and milliseconds a message
as a ratio to folding the same text to plain words (the least any engine must do).
"""

import gc
import resource
import sys
import time
from pathlib import Path
from random import Random
from statistics import fmean, quantiles

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot import evaluating, faq, learning
from bot.answers.engine import Engine
from bot.answers.grams import tokens
from bot.answers.listening import LABELS
from bot.answers.teaching import Example, teach

HELDOUT = Path(__file__).parent.parent / "tests" / "answers" / "heldout"
SHARES = (0.25, 0.5, 1.0)


def curve(examples: tuple[Example, ...], questions: list[evaluating.Question]) -> None:
    """Print the figures for growing shares of the ways of asking, and of the examples of crisis."""
    print("share    ways   top1  top3  sure  right  examples of crisis  heard  false")
    for share in SHARES:
        some = [one for one in examples if one.judges or Random(one.text).random() < share]
        engine = Engine(faq.read_crisis(faq.read()), faq.read_ransom(), teach(some))
        all_ = evaluating.measure(engine, questions)["all"]
        asked, crisis = all_["questions"], all_["crisis"]
        ways = sum(one.id not in LABELS and not one.judges for one in some)
        calls = sum(one.id.startswith(("!call", "!harm")) for one in some)
        print(
            f"{share:5.2f} {ways:7} {asked['top1']:6.3f} {asked['top3']:5.3f} {asked['sure']:5.3f} "
            f"{asked['precision_of_sure']:6.3f} {calls:19} {crisis['recall']:6.3f} "
            f"{crisis['false_alarms']:6.3f}"
        )


def main() -> None:
    """Measure."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    content = faq.read()
    lesson = learning.lesson_of(content)
    index = learning.learned(lesson, learning.folder_of_user())
    begun = time.perf_counter()
    index = learning.learned(lesson, learning.folder_of_user())
    loaded = time.perf_counter() - begun
    engine = Engine(faq.read_crisis(content), faq.read_ransom(), index)
    print(f"an index loaded from the cache: {loaded:.2f} s, {len(lesson.examples)} examples")
    questions = [one for path in sorted(HELDOUT.glob("*.jsonl")) for one in evaluating.read(path)]
    for one in questions:  # every list has met every word once
        engine.read(one.text)
    gc.collect()
    spent, least = [], []
    for one in questions:
        begun = time.perf_counter()
        engine.read(one.text)
        spent.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        tokens(one.text)
        least.append((time.perf_counter() - begun) * 1000)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(
        f"a message: mean {fmean(spent):.2f} ms, p99 {quantiles(spent, n=100)[98]:.2f} ms, "
        f"{fmean(spent) / fmean(least):.0f} x plain words; memory grown by {grown} MB"
    )
    curve(lesson.examples, questions)


if __name__ == "__main__":
    main()
