"""The step that reads what memories state and closes what they supersede."""

from core.bench import Bench
from core.store import due


def reconcile(bench: Bench, size: int) -> int:
    """Read the statements of memories that are due, and settle what holds from when to when."""
    seqs = bench.store.read(lambda connection: due.numbers(connection, "reconciled", size))
    if seqs:
        bench.store.write(lambda connection: due.mark(connection, "reconciled", seqs))
    return len(seqs)
