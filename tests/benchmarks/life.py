"""How well sixty days of a life are understood: python -m tests.benchmarks.life [--seeds 10] [--lists tuned] [--wrong].

Prints, for each list of phrasings, the share that was right of each thing that is held against the known truth, over
several seeds. What was wrong is shown of the lists only that the rules were made with.
"""

import argparse
import tempfile
from pathlib import Path
from time import process_time

from tests.life.developed import DEVELOPED
from tests.life.generator import life
from tests.life.held_out import HELD_OUT
from tests.life.held_out_again import HELD_OUT_AGAIN
from tests.life.judging import Score, judged
from tests.life.phrasings import TUNED

LISTS = {"tuned": TUNED, "developed": DEVELOPED, "held out": HELD_OUT, "held out again": HELD_OUT_AGAIN}
SHOWN = ("tuned", "developed")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong")
    parser.add_argument("--no-asks", action="store_true", help="put no questions")
    parser.add_argument("--lists", nargs="+", choices=LISTS, default=list(LISTS), help="which phrasings")
    options = parser.parse_args()
    began = process_time()
    scores = {name: Score() for name in options.lists}
    for seed in range(options.seeds):
        for name in options.lists:
            with tempfile.TemporaryDirectory() as folder:
                scores[name].add(judged(Path(folder), life(seed, LISTS[name]), asks=not options.no_asks))
    print(f"{options.seeds} lives of 60 days, {process_time() - began:.0f} CPU s\n")
    print(f"{'':26}" + "".join(f"{name:>16}" for name in scores))
    for name in next(iter(scores.values())).total:
        cells = (f"{score.share(name):.3f} of {score.total[name]:>5}" for score in scores.values())
        print(f"{name:<26}" + "".join(f"{cell:>16}" for cell in cells))
    if options.wrong:
        _show_wrong({name: score for name, score in scores.items() if name in SHOWN})


def _show_wrong(scores: dict[str, Score]) -> None:
    for name, score in scores.items():
        for what, examples in score.wrong.items():
            print(f"\n{name}: {what}")
            for example in dict.fromkeys(examples):
                print(f"  {example}")


if __name__ == "__main__":
    main()
