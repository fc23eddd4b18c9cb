"""How fast a language model is on this machine: reading, saying, and what a kept beginning saves."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from app.config import Config
from app.generating import model_errors
from core.errors import BadInput, ModelBroken, ModelMissing
from core.ports import Message

if TYPE_CHECKING:
    from models.language.runtime import LlamaProcess, Usage

BEGINNING = 2000
"""Tokens of the beginning that is kept."""

SAID = 64
"""Tokens that the model says in each run."""

SPARE = 128  # tokens left to the question and the chat template
_RULE = "Rule {}: answer only from what stands in the memories below, and name the one that each sentence is from.\n"
_QUESTION = "Tell a long story about a boat that sails up the coast, stops at every harbour and comes home late."

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """The medians of some runs. Speeds are in tokens per second, times in seconds.

    `first_fresh` and `first_kept` are the times until the first token after loading, with the beginning read anew and
    taken from disk; `memory` is the resident size of the model's process in bytes, the mapped file included.
    """

    name: str
    path: str
    bytes: int
    context: int
    threads: int
    runs: int
    beginning: int
    prompt: int
    read_speed: float
    said_speed: float
    first_fresh: float
    first_kept: float
    kept_bytes: int
    load: float
    memory: int

    @property
    def ratio(self) -> float:
        """How many times sooner the first token comes with a kept beginning."""
        return self.first_fresh / self.first_kept if self.first_kept else 0.0


@dataclass(frozen=True, slots=True)
class _Run:
    usage: "Usage"
    load: float
    memory: int


def model_speed(
    config: Config, file: Path | None = None, *, runs: int = 3, beginning: int = BEGINNING, told: Told | None = None
) -> ModelSpeed:
    """Measure the model in `file`, or the configured one, each run in a process of its own.

    `told` gets how many of how many runs are done. What is kept for it lies in a folder that goes again.
    Raises: ModelMissing, ModelBroken, BadInput if the context holds no beginning.
    """
    path = _file(config, file)
    with tempfile.TemporaryDirectory(prefix="ebb-bench-") as folder, model_errors():
        kept = Path(folder) / "kept"
        with _loaded(config, path, None) as model:
            name, context = model.name, model.context_tokens
            rules, size = _rules(model, min(beginning, context - SAID - SPARE))
        ways = [None] * runs + [kept] * (runs + 1)
        found: list[_Run] = []
        for done, way in enumerate(ways, start=1):
            found.append(_run(config, path, way, rules))
            if told:
                told(done, len(ways))
        kept_bytes = sum(one.stat().st_size for one in kept.iterdir()) if kept.exists() else 0
    fresh, taken = found[:runs], found[runs + 1 :]  # the run between them makes what is kept
    return ModelSpeed(
        name=name,
        path=str(path),
        bytes=path.stat().st_size,
        context=context,
        threads=_threads(config),
        runs=runs,
        beginning=size,
        prompt=fresh[0].usage.prompt,
        read_speed=median(one.usage.prompt / one.usage.first for one in fresh),
        said_speed=median(_said_speed(one.usage) for one in found),
        first_fresh=median(one.usage.first for one in fresh),
        first_kept=median(one.usage.first for one in taken),
        kept_bytes=kept_bytes,
        load=median(one.load for one in found),
        memory=max(one.memory for one in found),
    )


def _file(config: Config, file: Path | None) -> Path:
    named = file or (Path(config.language.model) if config.language.model else None)
    if named is None:
        raise ModelMissing("No language model file is set.", "Name one, as in: ebb bench model FILE.gguf")
    path = named.expanduser().absolute()
    if not path.exists():
        raise ModelMissing(f"There is no file {path}.", "Name another, as in: ebb bench model FILE.gguf")
    return path


@contextmanager
def _loaded(config: Config, path: Path, kept: Path | None) -> "Iterator[LlamaProcess]":
    from models.language.runtime import LlamaProcess

    setting = config.language
    model = LlamaProcess(
        path, threads=setting.threads, context=setting.context, kept=kept, gpu_layers=setting.gpu_layers
    )
    with closing(model):
        model.start()
        yield model


def _threads(config: Config) -> int:
    from models.language.cores import default_threads

    return config.language.threads or default_threads()


def _rules(model: "LlamaProcess", tokens: int) -> tuple[str, int]:
    """Rules of about so many of the model's tokens, and how many they are."""
    each = model.count_tokens(_RULE.format(100))
    lines = tokens // each
    if lines < 1:
        raise BadInput("The context is too small to measure anything.", "Raise language.context.")
    rules = "".join(_RULE.format(n) for n in range(100, 100 + lines))
    return rules, model.count_tokens(rules)


def _run(config: Config, path: Path, kept: Path | None, rules: str) -> _Run:
    import psutil

    began = time.perf_counter()
    with _loaded(config, path, kept) as model:
        load = time.perf_counter() - began
        for _ in model.stream([Message("system", rules), Message("user", _QUESTION)], max_tokens=SAID):
            pass
        usage = model.usage
        if usage is None or not usage.said:
            raise ModelBroken("The model said nothing.", "`ebb models verify` checks its file.")
        return _Run(usage, load, psutil.Process(model.pid).memory_info().rss)


def _said_speed(usage: "Usage") -> float:
    """Tokens per second after the first one; 0 where there was no other."""
    time_saying = usage.whole - usage.first
    return (usage.said - 1) / time_saying if time_saying > 0 else 0.0
