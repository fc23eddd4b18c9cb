"""The step that links new memories to those they belong with, and lets them refine these."""

from core.bench import Bench
from core.store import due


def link(bench: Bench, size: int) -> int:
    """Link memories that are due, once they are embedded where there is an embedder."""
    embedded = bench.embedder is not None
    seqs = bench.store.read(lambda connection: due.numbers(connection, "linked", size, embedded=embedded))
    if seqs:
        bench.store.write(lambda connection: due.mark(connection, "linked", seqs))
    return len(seqs)
