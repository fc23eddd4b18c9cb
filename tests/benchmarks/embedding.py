"""The embedding models side by side: `python tests/benchmarks/embedding.py [LOCOMO.json]`; asserts nothing.

Each model runs in a process of its own, on one thread. CPU seconds are those of the whole process, start included.
Without a file of dialogues the texts are generated sentences.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
QUERY = "What did Caroline say about the adoption agency last summer"
MODELS = ("numpy", "sentence-transformers")
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
TEXTS = 1000


def texts(data: Path | None) -> list[str]:
    """Return dialogue turns, "speaker: text", or generated sentences when there is no file."""
    if data is None:
        from models.embedding.sample_sentences import sentences

        return sentences(["river", "engine", "letter"], TEXTS)
    talks = [talk["conversation"] for talk in json.loads(data.read_text(encoding="utf-8"))]
    turns = [turn for talk in talks for key, said in talk.items() if isinstance(said, list) for turn in said]
    return [f"{turn['speaker']}: {turn['text']}" for turn in turns[:: max(1, len(turns) // TEXTS)]]


def encoder(model: str, cache: Path) -> Callable[[Sequence[str]], Any]:
    """Load one of the models and return what embeds texts with it."""
    if model == "numpy":
        from models.embedding.minilm import MiniLM

        return MiniLM(cache).encode
    from models.embedding.packaged import packaged_folder
    from models.embedding.sentence import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(str(packaged_folder())).encode


def megabytes() -> float:
    """Return the most memory this process has had resident, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures(model: str, cache: Path, data: Path | None) -> dict[str, float]:
    """Measure one model in this process, which must be fresh."""
    encode = encoder(model, cache)
    encode([QUERY])
    found = {"cold start, cpu s": time.process_time(), "cold start, MB": megabytes()}
    taken = []
    for number in range(100):
        start = time.perf_counter()
        encode([f"{QUERY} {number}"])
        taken.append(1000 * (time.perf_counter() - start))
    found["one query, p50 ms"] = statistics.median(taken)
    many = texts(data)
    encode(many[:50])
    start = time.process_time()
    encode(many)
    found["sentences per cpu s"] = len(many) / (time.process_time() - start)
    found["after indexing, MB"] = megabytes()
    return found


def measured(model: str, cache: Path, data: Path | None) -> dict[str, float]:
    """Measure one model in a process of its own; a first run fills caches and does not count."""
    command = [sys.executable, __file__, "--child", model, str(cache), *([str(data)] if data else [])]
    environment = os.environ | ONE_THREAD | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def bare() -> float:
    """Return the CPU seconds of a Python that does nothing."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", ""], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table."""
    data = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as cache:
        columns = [[measured(model, Path(cache), data) for _ in range(2)][-1] for model in MODELS]
    print(f"{'':22}{MODELS[0]:>24}{MODELS[1]:>24}{'ratio':>10}")
    for name in columns[0]:
        first, second = (column[name] for column in columns)
        print(f"{name:22}{first:24.3f}{second:24.3f}{first / second:10.3f}")
    print(f"{'bare python, cpu s':22}{bare():24.3f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        rest = [Path(word) for word in sys.argv[3:]]
        print(json.dumps(figures(sys.argv[2], rest[0], rest[1] if rest[1:] else None)))
    else:
        main()
