"""What the store costs: `python tests/benchmarks/store.py [--sizes 1k,10k] [--large] [--real] [--keep DIR]`.

Prints add rate, search time, file size, open time and memory for homes of several sizes; asserts nothing. Each figure
is taken in a fresh process on one thread. The texts are generated: a vocabulary with Zipf's frequencies, talks of about
20 turns and notes, with topics. Above 1k the passages' vectors are stand-ins (a topic's centre with noise, 12 token
vectors each) under the packaged model's name, so that searching costs what it would; `--real` embeds everything.
"""

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[2]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SINGLE = 300  # memories added one by one
SLICE = 5000  # memories given to add_many at once
QUERIES = 120
REAL_UP_TO = 1000
TOPICS = 200
EPOCH = datetime(2024, 1, 1, 8, tzinfo=UTC)
PEOPLE = "Ana Boris Chiara Daniel Edda Femi Greta Hugo Ines Jonas Kaya Luis".split()
FREQUENT = """the to and i a of in it you that is was for on my we with have this but so be at are they just not like
    had what me all up from out there about do time day really good when know think her his good well week work home new
    going see back then more some today would now one as did get been could people could after friend made went last
    """.split()


class Writing:
    """An endless text: the same seed gives the same talks and notes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        parts = random.Random(7)
        syllables = [
            a + b for a in "b d f g k l m n p r s t v z st tr pl".split() for b in "a e i o u ar en il".split()
        ]
        made = dict.fromkeys("".join(parts.choices(syllables, k=parts.choice((2, 2, 3, 3, 4)))) for _ in range(30_000))
        self._words = list(dict.fromkeys([*FREQUENT, *made]))
        self._weights = list(accumulate(1 / rank for rank in range(3, len(self._words) + 3)))
        self._topics = [parts.sample(self._words[200:8000], 40) for _ in range(TOPICS)]

    def items(self, count: int) -> Iterator[dict[str, Any]]:
        """`count` items as `add_many` takes them; a note or a talk's turn each time, in the order of time."""
        made, hour = 0, 0
        while made < count:
            topic = self._random.randrange(TOPICS)
            length = self._random.randint(14, 26) if self._random.random() < 0.5 else 1
            for turn in range(min(length, count - made)):
                yield self._turn(topic, hour, turn) if length > 1 else self._note(topic, hour)
                made += 1
            hour += 5

    def query(self) -> str:
        """A question as a person would put it: three words of a topic and one of any kind, among small words."""
        topic = self._topics[self._random.randrange(TOPICS)]
        first, second, third = self._random.sample(topic, 3)
        return f"what did we say about {first} {second} and the {third} {self._any(1)[0]}"

    def _turn(self, topic: int, hour: int, turn: int) -> dict[str, Any]:
        author = PEOPLE[(hour + turn % 2 * 5) % len(PEOPLE)]
        source = {"app": "talks", "thread": f"talk-{hour}", "uri": f"talk-{hour}/{turn}", "author": author}
        text = self._text(topic, self._random.randint(6, 45))
        return {
            "text": text,
            "kind": "chat",
            "occurred_at": EPOCH + timedelta(hours=hour, minutes=turn),
            "source": source,
        }

    def _note(self, topic: int, hour: int) -> dict[str, Any]:
        text = self._text(topic, self._random.randint(25, 160))
        tags = [f"topic-{topic % 40}"]
        return {"text": text, "title": text[:30], "tags": tags, "occurred_at": EPOCH + timedelta(hours=hour)}

    def _text(self, topic: int, length: int) -> str:
        words = [
            self._random.choice(self._topics[topic]) if self._random.random() < 0.15 else word
            for word in self._any(length)
        ]
        sentences = [" ".join(words[start : start + 12]).capitalize() for start in range(0, len(words), 12)]
        return ". ".join(sentences) + "."

    def _any(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)


class StandIn:
    """An embedder that reads nothing: a topic's centre with noise, taken by the text's length; never for real use."""

    max_tokens = 256

    def __init__(self, name: str, dimensions: int, token_dimensions: int) -> None:
        import numpy as np

        self.name, self.dimensions, self.token_dimensions = name, dimensions, token_dimensions
        self._numbers = np.random.default_rng(3)
        self._centres = self._numbers.normal(size=(TOPICS, dimensions)).astype(np.float32)

    def encode(self, texts: Sequence[str]) -> Sequence[Any]:
        """One stand-in for each text."""
        import numpy as np

        noise = self._numbers.normal(size=(len(texts), self.dimensions)).astype(np.float32)
        vectors = self._centres[[len(text) % TOPICS for text in texts]] + noise
        tokens = self._numbers.normal(size=(len(texts), 12, self.token_dimensions)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        tokens /= np.linalg.norm(tokens, axis=2, keepdims=True)
        return [SimpleNamespace(vector=a, tokens=b, words=()) for a, b in zip(vectors, tokens, strict=True)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About as many as a real one would count."""
        return [len(text) // 5 for text in texts]


def fill(home: Path, size: int) -> dict[str, float]:
    """Add `size` memories, the first one by one; rates in memories per second of time and of CPU."""
    from app import Ebb

    items = Writing(1).items(size)
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The first memory makes the file.")
        singles = [next(items) for _ in range(min(SINGLE, size // 2))]
        alone = _timed(lambda: [ebb.add(**item) for item in singles])
        rest = list(items)
        together = _timed(lambda: [ebb.add_many(rest[start : start + SLICE]) for start in range(0, len(rest), SLICE)])
        closing = _timed(ebb.close)
    return {
        "one by one, per s": len(singles) / alone[0],
        "one by one, per cpu s": len(singles) / alone[1],
        "batched, per s": len(rest) / (together[0] + closing[0]),
        "batched, per cpu s": len(rest) / (together[1] + closing[1]),
    }


def embed(home: Path, real: bool) -> dict[str, float]:
    """Embed everything, for real or with stand-ins; memories per CPU second, their making left out for stand-ins."""
    from app import Ebb
    from core.recall.passages import embedded
    from core.store import vectors
    from core.store.store import Store
    from models.embedding import load

    if real:
        with Ebb.open(home, background=False) as ebb:
            taken = _timed(ebb.settle)
            return {"embedded, per cpu s": ebb.count() / taken[1]}
    model = load()
    embedder = StandIn(model.name, model.dimensions, model.token_dimensions)
    store, count, spent = Store(home / "ebb.db"), 0, 0.0
    while due := store.read(lambda connection: vectors.due(connection, model.name, 512)):
        made = embedded(due, embedder)
        spent += _timed(partial(store.write, partial(vectors.put, model_name=model.name, embedded=made)))[1]
        count += len(due)
    store.close()
    return {"vectors stored, per cpu s": count / spent}


def search(home: Path, meaning: bool) -> dict[str, float]:
    """Open and search in this fresh process: times in milliseconds, CPU of the process; memory in MB."""
    from app import Ebb
    from core.clock import utc_now
    from core.decay.curve import Curve
    from core.recall.engine import Recall, Request
    from core.store.filters import Filters

    began = time.process_time()
    ebb = Ebb.open(home, background=False)
    ebb.recent(1)
    opened = time.process_time() - began
    recall = Recall(ebb._store, ebb._minds.shared_embedder if meaning else lambda: None, Curve.FSRS)
    writing, now = Writing(2), utc_now()

    def ask(query: str) -> None:
        recall.search(Request(query, 20, Filters(superseded=False), False, now))

    first = _timed(lambda: ask(writing.query()))[1]
    embedder = ebb._minds.shared_embedder() if meaning else None
    spans: list[float] = []
    encoding: list[float] = []
    for query in [writing.query() for _ in range(QUERIES)]:
        encoding.append(_timed(partial(embedder.encode, [query]))[1] if embedder else 0.0)
        spans.append(_timed(partial(ask, query))[1])
    beyond = [1000 * max(span - part, 0.0) for span, part in zip(spans, encoding, strict=True)]
    found = {
        "open, cpu ms": 1000 * opened,
        "first search, cpu ms": 1000 * first,
        "query embedding p50, cpu ms": 1000 * statistics.median(encoding),
        "search beyond it p50, cpu ms": statistics.median(beyond),
        "search beyond it p95, cpu ms": statistics.quantiles(beyond, n=20)[18],
        "RSS, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20),
    }
    ebb.close()
    return found


PARTS = {
    "text and rows": ("memories", "sources", "threads", "tags", "memory_tags", "entities", "memory_entities", "links",
                      "revisions", "models", "sqlite_schema", "sqlite_sequence"),
    "full text": ("memory_index_data", "memory_index_idx", "memory_index_docsize", "memory_index_config"),
    "vectors": ("vectors",),
    "token vectors": ("token_vectors",),
    "sign bits": ("vector_blocks",),
}  # fmt: skip


def sizes(home: Path, size: int) -> dict[str, float]:
    """Bytes per memory of the file's parts, each with its indexes."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "ebb.db")) as connection:
        owner = {name: table for name, table in connection.execute("SELECT name, tbl_name FROM sqlite_schema")}
        try:
            pages = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
        except sqlite3.OperationalError:
            pages = []  # this SQLite was built without dbstat
    taken = {part: 0.0 for part in PARTS}
    for name, count in pages:
        part = next((part for part, tables in PARTS.items() if owner.get(name, name) in tables), "text and rows")
        taken[part] += count / size
    return {"bytes per memory": (home / "ebb.db").stat().st_size / size} | {f"  {part}": taken[part] for part in PARTS}


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and CPU seconds of this process."""
    began = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began[0], time.process_time() - began[1]


def cold(home: Path) -> dict[str, float]:
    """CPU seconds of whole `ebb search` commands, the best of five."""
    command = [sys.executable, "-c", "from ui.cli.main import run; run()", "--home", str(home), "search"]
    writing, spent = Writing(5), []
    for _ in range(5):
        child = subprocess.Popen([*command, writing.query()], stdout=subprocess.DEVNULL, env=_environment())
        _, _, usage = os.wait4(child.pid, 0)
        spent.append(usage.ru_utime + usage.ru_stime)
    return {"`ebb search` from cold, cpu s": min(spent)}


def _environment() -> dict[str, str]:
    return os.environ | ONE_THREAD | {"PYTHONPATH": str(ROOT), "EBB_WORK_BACKGROUND": "false"}


STAGES: dict[str, Callable[[Path, int], dict[str, float]]] = {
    "fill": fill,
    "embed": lambda home, _: embed(home, real=False),
    "embed for real": lambda home, _: embed(home, real=True),
    "keywords": lambda home, _: search(home, meaning=False),
    "keywords and meaning": lambda home, _: search(home, meaning=True),
    "sizes": sizes,
}


def in_a_process(stage: str, home: Path, size: int) -> dict[str, float]:
    """Run one stage in a process of its own."""
    command = [sys.executable, __file__, "--stage", stage, str(home), str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=_environment(), check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measured(home: Path, size: int, real: bool) -> dict[str, float]:
    """All figures of one size."""
    found = in_a_process("fill", home, size)
    found |= in_a_process("embed for real" if real else "embed", home, size)
    for what in ("keywords", "keywords and meaning"):
        found |= {f"{what}: {name}": value for name, value in in_a_process(what, home, size).items()}
    return found | cold(home) | in_a_process("sizes", home, size)


def table(figures: dict[str, dict[str, float]]) -> None:
    """Print one line per figure and one column per size."""
    names = dict.fromkeys(name for column in figures.values() for name in column)
    print(f"{'':<52}" + "".join(f"{title:>14}" for title in figures))
    for name in names:
        cells = (f"{column[name]:>14,.2f}" if name in column else f"{'-':>14}" for column in figures.values())
        print(f"{name:<52}" + "".join(cells))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1k,10k", help="how many memories, as in 1k,10k,100k")
    parser.add_argument("--large", action="store_true", help="100k too; some minutes")
    parser.add_argument("--real", action="store_true", help="embed everything for real; 100k then takes half an hour")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the homes in DIR, each named after its size")
    parser.add_argument("--stage", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        stage, home, size = options.stage
        print(json.dumps(STAGES[stage](Path(home), int(size))))
        return
    wanted = [*options.sizes.split(","), *(["100k"] if options.large else [])]
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            size = int(name.lower().removesuffix("k")) * (1000 if name.lower().endswith("k") else 1)
            real = options.real or size <= REAL_UP_TO
            home = (options.keep or Path(folder)) / name
            shutil.rmtree(home, ignore_errors=True)
            figures[name if real else f"{name} stand-in"] = measured(home, size, real)
    table(figures)


if __name__ == "__main__":
    main()
