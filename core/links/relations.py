"""What connects memories besides likeness: a rare name, a question and its answer, what came just before."""

from collections.abc import Iterable, Mapping

from core.links import reasons
from core.memory import Kind
from core.store.links import ENTITY, REPLY, TIME, Edge
from core.store.surroundings import Standing

RAREST = 24
"""Memories that may bear a name for it to connect them; beyond that it says little."""
MOST_PER_NAME = 3
MOST_PER_MEMORY = 6
MINUTE = 60_000_000
TOGETHER = 30 * MINUTE
"""Microseconds within which notes of the same source belong to one sitting."""
IN_ONE_FILE = 48 * TOGETHER
REPLY_WEIGHT = 0.8


def later_first(a: Standing, b: Standing) -> tuple[Standing, Standing]:
    """The two in the order in which links point: from the later to the earlier."""
    return (a, b) if (a.occurred_at, a.seq) > (b.occurred_at, b.seq) else (b, a)


def by_name(
    one: Standing, bearers: Mapping[str, tuple[int, Iterable[Standing]]], likeness: Mapping[int, float]
) -> list[Edge]:
    """Links with those that bear the same rare names: for each name MOST_PER_NAME, the likest first, else the nearest.

    `bearers` tells for each name of this memory how many bear it, and some that do; `likeness` cosines, where known.
    """
    shared: dict[int, list[str]] = {}
    rarest: dict[int, int] = {}
    known: dict[int, Standing] = {}
    for name, (count, others) in sorted(bearers.items(), key=lambda pair: (pair[1][0], pair[0])):
        if not 2 <= count <= RAREST:
            continue
        ranked = sorted(
            (other for other in others if other.seq != one.seq),
            key=lambda other: (-likeness.get(other.seq, -1.0), abs(other.occurred_at - one.occurred_at), other.seq),
        )
        for other in ranked[:MOST_PER_NAME]:
            shared.setdefault(other.seq, []).append(name)
            rarest.setdefault(other.seq, count)
            known[other.seq] = other
    chosen = sorted(shared, key=lambda seq: (rarest[seq], -len(shared[seq]), seq))[:MOST_PER_MEMORY]
    return [_named(one, known[seq], shared[seq], rarest[seq]) for seq in chosen]


def _named(one: Standing, other: Standing, names: list[str], count: int) -> Edge:
    source, target = later_first(one, other)
    weight = round(min(1.0, 1.2 / count**0.5), 2)
    return Edge(source.seq, target.seq, ENTITY, weight, reasons.mention(names))


def reply(one: Standing, before: Standing) -> Edge | None:
    """The link from a turn to the question directly before it in the talk, asked by somebody else."""
    asks = before.text.rstrip().endswith("?")
    if not asks or one.author == before.author or Kind.CHAT not in (one.kind, before.kind):
        return None
    return Edge(one.seq, before.seq, REPLY, REPLY_WEIGHT, reasons.answered(before.text))


def follows_in_talk(one: Standing) -> bool:
    """Whether its thread says already what came before it: then a link would say it twice."""
    return one.thread is not None and one.kind == Kind.CHAT


def reach(one: Standing) -> int:
    """How much earlier, in microseconds, a memory of the same source may have come to be taken for the one before."""
    if one.kind in (Kind.SCREEN, Kind.CHAT):
        return 0
    return IN_ONE_FILE if one.file or one.thread else TOGETHER


def next_in_time(one: Standing, before: Standing) -> Edge | None:
    """The link to the memory before it in its file or thread, or of the same sitting; weaker across a longer gap."""
    gap, within = one.occurred_at - before.occurred_at, reach(one)
    if not 0 <= gap <= within:
        return None
    weight = round(0.2 + 0.4 * (1 - gap / within), 2)
    place = one.thread if one.thread and one.thread == before.thread else one.file
    why = f"one after the other in {_place(place)}" if place else _apart(gap)
    return Edge(one.seq, before.seq, TIME, weight, why)


def _place(place: str) -> str:
    return reasons.cut("/".join(place.replace("\\", "/").rsplit("/", 2)[-2:]), 60)


def _apart(gap: int) -> str:
    minutes = round(gap / MINUTE)
    return "written in the same minute" if not minutes else f"written {minutes} minute{'s'[: minutes > 1]} apart"
