"""Three turns of a talk and a digest that quotes them: what derived memories are tested with."""

from functools import partial

from core.clock import to_micros
from core.store import derived, revisions
from core.store.derived import Derived, Outcome, Role
from core.store.store import Store
from tests.unit.core.store.scene import NOW

AT = to_micros(NOW)
TEXTS = ("The secret word is xylophone.", "Ben moved to Porto.", "Clara adopted a dog.")


def summary(
    key: str = "day/2024-05-01", role: Role = Role.DAY, *, quotes: tuple[int, ...] = (1, 2), basis: bytes = b"1"
) -> Derived:
    """A digest that quotes these memories whole."""
    return Derived(
        key=key,
        role=role,
        title="1 May 2024",
        text="\n".join(["3 memories", *(f"Ana: “{TEXTS[seq - 1]}”" for seq in quotes)]),
        occurred_at=AT,
        basis=basis,
        spans=tuple((seq, 0, len(TEXTS[seq - 1])) for seq in quotes),
        members=(1, 2, 3),
        why="quoted in the digest of 1 May 2024",
    )


def put(store: Store, made: Derived, run: int = 1) -> Outcome:
    """Store it, and say what was done."""
    return store.write(partial(derived.put, derived=made, run=run, at=AT))[0]


def seq_of(store: Store, key: str = "day/2024-05-01") -> int:
    """The number of the derived memory with this key."""
    known = store.read(partial(derived.known, key=key))
    assert known is not None
    return known.seq


def edit(store: Store, seq: int, text: str, at: int = AT) -> None:
    """What a person does."""
    store.write(partial(revisions.revise, seq=seq, changes={"text": text}, at=at, why="edited"))


def keys(store: Store) -> list[str]:
    """The keys of all derived memories, in order."""
    return store.read(
        lambda connection: [row[0] for row in connection.execute("SELECT key FROM derivations ORDER BY key")]
    )
