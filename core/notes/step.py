"""The step that lets new memories describe themselves."""

from core.bench import Bench
from core.store import due


def describe(bench: Bench, size: int) -> int:
    """Give memories that are due their keywords, tags, context, entities and times."""
    seqs = bench.store.read(lambda connection: due.numbers(connection, "described", size))
    if seqs:
        bench.store.write(lambda connection: due.mark(connection, "described", seqs))
    return len(seqs)
