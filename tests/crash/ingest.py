"""The program that is killed: for each line on stdin it forks a child that works in a home until somebody kills it.

A line is `HOW HOME SEED`. The child writes what was acknowledged to stdout, `id name`, one per line and at once.
Everything is imported before the fork, so that a child is at its work within a millisecond.
"""

import os
import random
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlite_utils

from app import Ebb
from app.minds import SharedEmbedder
from core.store import migrations
from core.store.store import Store
from tests.unit.core.store.scene import FakeEmbedder

BATCH = 20
WORDS = "rain bread lantern harbour window letter orchard copper violin season thread market".split()


def item(random_: random.Random, name: str) -> dict[str, Any]:
    """One item; its text begins with its name and ends in a mark, so that a half one would show."""
    words = " ".join(random_.choices(WORDS, k=random_.randint(3, 120)))
    text = f"{name} {words} end-of-{name}"
    if random_.random() < 0.5:
        source = {"thread": f"thread-{random_.randint(1, 3)}", "author": "Ana"}
        return {"text": text, "kind": "chat", "tags": ["kept", "turn"], "source": source}
    return {"text": text, "tags": ["kept", "note"]}


def items(seed: int) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Endless batches, numbered."""
    random_, batch = random.Random(seed), 0
    while True:
        yield batch, [item(random_, f"s{seed}b{batch}i{place}") for place in range(BATCH)]
        batch += 1


def say(id: str, text: str) -> None:
    """Acknowledge: in one write, so that lines stay whole."""
    os.write(1, f"{id} {text.split(' ', 1)[0]}\n".encode())


def one_by_one(home: Path, seed: int) -> None:
    """Add for ever."""
    with Ebb.open(home, background=False) as ebb:
        for _, batch in items(seed):
            for one in batch:
                say(ebb.add(**one), one["text"])


def batches(home: Path, seed: int) -> None:
    """Add batches for ever, each of one transaction."""
    with Ebb.open(home, background=False) as ebb:
        for _, batch in items(seed):
            for id, one in zip(ebb.add_many(batch), batch, strict=True):
                say(id, one["text"])


def embedding(home: Path, seed: int) -> None:
    """Add and embed in turn, for ever."""
    with Ebb.open(home, background=False) as ebb:
        ebb._minds._embedder = SharedEmbedder(FakeEmbedder())
        for _, batch in items(seed):
            for id, one in zip(ebb.add_many(batch), batch, strict=True):
                say(id, one["text"])
            ebb.settle()


def second(db: sqlite_utils.Database) -> None:
    """A migration as there might be one: a column, filled row by row, and the index made anew."""
    db.execute("ALTER TABLE memories ADD COLUMN length INTEGER")
    for (seq,) in db.execute("SELECT seq FROM memories").fetchall():
        db.execute("UPDATE memories SET length = length(text) WHERE seq = ?", (seq,))
    db.execute("INSERT INTO memory_index (memory_index) VALUES ('rebuild')")


def migrating(home: Path, seed: int) -> None:
    """Open a file of an older format, and wait."""
    migrations.MIGRATIONS = (*migrations.MIGRATIONS, second)
    Store(home / "ebb.db").close()
    signal.pause()


HOW: dict[str, Callable[[Path, int], None]] = {
    "one": one_by_one,
    "batch": batches,
    "embed": embedding,
    "migrate": migrating,
}


def main() -> None:
    """Fork for each line; say when the child is there and when it has ended."""
    for line in sys.stdin:
        how, home, seed = line.split()
        child = os.fork()
        if not child:
            try:
                HOW[how](Path(home), int(seed))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.write(1, f"! {child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(1, f". {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
