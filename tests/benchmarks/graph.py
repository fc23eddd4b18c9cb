"""What the net of links costs: `python tests/benchmarks/graph.py [--sizes 1k,10k] [--large] [--no-sleep] [--keep DIR]`.

Prints what each step behind takes per memory, on the whole and for the last ones, how many of the exact nearest the
cells find, how long a walk over the links takes, what sleep takes for 1,000 memories, and bytes per link; asserts
nothing. Each size runs in a fresh process on one thread. The texts are those of `store.py`; their vectors are stand-ins
that know the 200 topics of these texts and 20 parts of each, with noise.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[2]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
BATCH = 64
LAST = 512
"""Memories at the end of a home for which the steps are timed apart, in batches as behind a person's back."""
SAMPLE = 200
SEEDS = 15
PARTS, PART, NOISE = 20, 0.8, 0.9
"""Of a topic, and how much these weigh: cosine .67 within a part, .41 within a topic, 0 beyond."""


class Directions:
    """An embedder that knows the topics of `store.py`: topic, one of its parts, and noise; never for real use."""

    name = "directions"
    dimensions = 384
    token_dimensions = 0
    max_tokens = 256

    def __init__(self, topics: Sequence[Sequence[str]]) -> None:
        self._topics = {word: number for number, words in enumerate(topics) for word in words}

    def encode(self, texts: Sequence[str]) -> Sequence[Any]:
        """One vector for each text."""
        import numpy as np

        none = np.zeros((0, 0), dtype=np.float32)
        return [SimpleNamespace(vector=self._vector(text), tokens=none, words=()) for text in texts]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About as many as a real one would count."""
        return [len(text) // 5 for text in texts]

    def _vector(self, text: str) -> Any:
        import numpy as np

        named = [self._topics[word] for word in text.lower().replace(".", "").split() if word in self._topics]
        topic = max(set(named), key=named.count, default=-1)
        own = zlib.crc32(text.encode())
        noise = np.random.default_rng(own).standard_normal(self.dimensions)
        summed = _direction(topic) + PART * _direction(topic * 1000 + own % PARTS + 1_000_000) + NOISE * noise
        return (summed / np.linalg.norm(summed)).astype(np.float32)


@cache
def _direction(number: int) -> Any:
    import numpy as np

    return np.random.default_rng(number + 2).standard_normal(Directions.dimensions)


def measured(home: Path, size: int, asleep: bool) -> dict[str, float]:
    """All figures of one size."""
    from app import Ebb
    from tests.benchmarks.store import Writing

    figures: dict[str, float] = {}
    with Ebb.open(home, background=False) as ebb:
        bench = _bench(ebb)
        items = list(Writing(1).items(size))
        split = max(0, size - LAST)
        for start in range(0, split, 5000):
            ebb.add_many(items[start : min(start + 5000, split)])
        whole = _settled(bench, BATCH)
        figures |= {f"{step}, ms": 1000 * spent / max(split, 1) for step, spent in whole.items()}
        ebb.add_many(items[split:])
        last = _settled(bench, 6)
        figures |= {f"{step} by sixes at the end, ms": 1000 * spent / LAST for step, spent in last.items()}
        figures |= nearest(bench) | walks(ebb, size)
        if asleep:
            figures["sleep per 1,000 new, cpu s"] = _cpu(ebb.levels.sleep) / size * 1000
    return figures | weights(home, size)


def _bench(ebb: Any) -> Any:
    """What the steps are given, with the stand-in embedder."""
    from app.minds import SharedEmbedder
    from core.bench import Bench
    from core.clock import utc_now
    from tests.benchmarks.store import Writing

    ebb._minds._embedder = SharedEmbedder(Directions(Writing(1)._topics))
    return Bench(ebb._store, ebb._minds.shared_embedder(), ebb._pending._begin_run, lambda: None, utc_now)


def _settled(bench: Any, size: int) -> dict[str, float]:
    """Do all that is due in batches; CPU seconds of each step."""
    from app.pending import _embed
    from core.links.step import link
    from core.notes.step import describe
    from core.truth.step import reconcile

    steps: dict[str, Callable[[Any, int], int]] = {
        "describing": describe,
        "embedding (stand-in)": _embed,
        "linking": link,
        "reconciling": reconcile,
    }
    spent = dict.fromkeys(steps, 0.0)
    done = 1
    while done:
        done = 0
        for name, step in steps.items():
            began = time.process_time()
            done += step(bench, size)
            spent[name] += time.process_time() - began
    return spent


def nearest(bench: Any) -> dict[str, float]:
    """The share of the exact nearest that are among the candidates of the cells."""
    import numpy as np

    from core.links import cells
    from core.store import cells as rows
    from core.store import vectors

    read = bench.store.read
    model = read(lambda connection: vectors.find_model(connection, bench.embedder.name))
    stored = read(lambda c: c.execute("SELECT seq, vector FROM vectors WHERE model_id = ?", (model,)).fetchall())
    seqs = np.array([seq for seq, _ in stored])
    matrix = np.frombuffer(b"".join(vector for _, vector in stored), dtype=np.float16).reshape(len(stored), -1)
    space = read(lambda connection: cells.read(connection, model))
    shares: dict[int, list[float]] = {10: [], 30: []}
    for place in random.Random(3).sample(range(len(seqs)), min(SAMPLE, len(seqs))):
        own = matrix[place].astype(np.float32)
        scores = _scores(matrix, own)
        scores[seqs == seqs[place]] = -2
        found = cells.candidates(
            space, {int(seqs[place]): own}, lambda cell: read(lambda connection: rows.members(connection, cell))
        )[int(seqs[place])]
        for count, kept in shares.items():
            exact = {int(seq) for seq in seqs[np.argpartition(-scores, count)[:count]]}
            kept.append(len(exact & set(found)) / len(exact))
    return {f"of the exact {count} nearest found": statistics.mean(kept) for count, kept in shares.items()}


def _scores(matrix: Any, vector: Any) -> Any:
    """Cosines with all, in parts, so that a large home fits."""
    import numpy as np

    parts = (matrix[start : start + 20_000].astype(np.float32) @ vector for start in range(0, len(matrix), 20_000))
    return np.concatenate(list(parts))


def walks(ebb: Any, size: int) -> dict[str, float]:
    """Milliseconds of CPU of personalised PageRank from a few memories that searches might have found."""
    from core.recall.walk import walk

    drawn = random.Random(4)
    spans = []
    for _ in range(SAMPLE):
        first = drawn.randint(1, size)
        seeds = {max(1, min(size, first + drawn.randint(-40, 40))): drawn.random() for _ in range(SEEDS)}
        spans.append(1000 * _cpu(lambda seeds=seeds: ebb._store.read(lambda c: walk(c, seeds))))  # type: ignore[misc]
    return {"walk p50, cpu ms": statistics.median(spans), "walk p95, cpu ms": statistics.quantiles(spans, n=20)[18]}


def weights(home: Path, size: int) -> dict[str, float]:
    """Links per memory by kind, and bytes per link and per memory for finding neighbours."""
    with closing(sqlite3.connect(home / "ebb.db")) as connection:
        kinds = connection.execute("SELECT kind, count(*) FROM links GROUP BY kind ORDER BY 2 DESC").fetchall()
        try:
            taken = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall())
        except sqlite3.OperationalError:
            taken = {}  # this SQLite was built without dbstat
    count = sum(number for _, number in kinds)

    def bytes_of(tables: Iterable[str]) -> float:
        return float(sum(taken.get(table, 0) for table in tables))

    figures = {f"{kind} links per memory": number / size for kind, number in kinds}
    figures["bytes per link"] = bytes_of(("links", "links_by_target", "links_by_run")) / max(count, 1)
    cells = ("cells", "cell_members", "cell_members_by_memory")
    return figures | {"bytes per memory for cells": bytes_of(cells) / size}


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def table(figures: dict[str, dict[str, float]]) -> None:
    """Print one line per figure and one column per size."""
    print(f"{'':<44}" + "".join(f"{title:>12}" for title in figures))
    for name in dict.fromkeys(name for column in figures.values() for name in column):
        cells = (f"{column[name]:>12,.3f}" if name in column else f"{'-':>12}" for column in figures.values())
        print(f"{name:<44}" + "".join(cells))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1k,10k", help="how many memories, as in 1k,10k,100k")
    parser.add_argument("--large", action="store_true", help="100k too; half an hour")
    parser.add_argument("--no-sleep", action="store_true", help="leave sleep out")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the homes in DIR, each named after its size")
    parser.add_argument("--stage", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        home, size, asleep = options.stage
        print(json.dumps(measured(Path(home), int(size), asleep == "True")))
        return
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in [*options.sizes.split(","), *(["100k"] if options.large else [])]:
            size = int(name.lower().removesuffix("k")) * (1000 if name.lower().endswith("k") else 1)
            home = (options.keep or Path(folder)) / name
            shutil.rmtree(home, ignore_errors=True)
            command = [sys.executable, __file__, "--stage", str(home), str(size), str(not options.no_sleep)]
            environment = os.environ | ONE_THREAD | {"PYTHONPATH": str(ROOT)}
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
            figures[name] = json.loads(done.stdout)
    table(figures)


if __name__ == "__main__":
    main()
