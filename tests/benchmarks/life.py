"""How well sixty days of a life are understood: python -m tests.benchmarks.life [--seeds 10] [--held-out] [--wrong].

Prints, for the tuned and the held-out phrasings apart, the share that was right of each thing that is held against the
known truth, over several seeds.
"""

import argparse
import tempfile
from pathlib import Path
from time import process_time

from tests.life.generator import life
from tests.life.judging import Score, judged
from tests.life.phrasings import HELD_OUT, TUNED


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong with the tuned phrasings")
    parser.add_argument("--no-asks", action="store_true", help="put no questions")
    options = parser.parse_args()
    began = process_time()
    scores = {name: Score() for name in ("tuned", "held out")}
    for seed in range(options.seeds):
        for name, phrasings in (("tuned", TUNED), ("held out", HELD_OUT)):
            with tempfile.TemporaryDirectory() as folder:
                scores[name].add(judged(Path(folder), life(seed, phrasings), asks=not options.no_asks))
    print(f"{options.seeds} lives of 60 days, {process_time() - began:.0f} CPU s\n")
    print(f"{'':26}{'tuned':>16}{'held out':>16}")
    for name in scores["tuned"].total:
        cells = (f"{score.share(name):.3f} of {score.total[name]:>5}" for score in scores.values())
        print(f"{name:<26}" + "".join(f"{cell:>16}" for cell in cells))
    if options.wrong:
        for name, examples in scores["tuned"].wrong.items():
            print(f"\n{name}")
            for example in dict.fromkeys(examples):
                print(f"  {example}")


if __name__ == "__main__":
    main()
