"""The net as a whole, and the way back from all that Ebb did: every earlier memory is as it was, to the byte."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.network import REST
from core.errors import BadInput, MemoryNotFound
from core.store.connection import Connection

ROOT = Path(__file__).parents[3]
START = datetime(2024, 3, 1, 9, tzinfo=UTC)
BEFORE = (
    "Planted the garlic today, forty cloves, and covered the bed with straw mulch.",
    "The garlic shoots are up, and the straw mulch keeps the frost off the bed.",
    "Pulled the garlic: good bulbs. More straw mulch on the garlic bed next year.",
    "The boiler pressure dropped again, the valve leaks, I called the plumber.",
    "I talked with Grace Adeyemi about the boiler valve and its pressure.",
    "I live in Leeds, near the station.",
    "I work at the harbour office as a clerk.",
    "See [[Boiler log]] for the history of the valve.",
)
AFTER = (
    "Weeded the garlic bed and renewed the straw mulch on it.",
    "Ordered straw mulch for the garlic bed from Leeds.",
    "The plumber replaced the boiler valve; the pressure holds, says Grace Adeyemi.",
    "I moved from Leeds to York last week.",
    "I no longer work at the harbour office.",
    "My dog Baxter sleeps in the shed. Baxter hates the barrow.",
)


def fill(ebb: Ebb, texts: tuple[str, ...], days: int = 0) -> list[str]:
    return [
        ebb.add(text, occurred_at=START + timedelta(days=days + at), tags=["garden"] if "garlic" in text else [])
        for at, text in enumerate(texts)
    ]


_QUERIES = {
    "memories": "SELECT * FROM memories WHERE seq <= :n ORDER BY seq",
    "tags": """SELECT m.seq, t.name, m.actor FROM memory_tags m JOIN tags t ON t.id = m.tag_id WHERE m.seq <= :n
        ORDER BY 1, 2""",
    "links": "SELECT * FROM links WHERE source <= :n AND target <= :n ORDER BY 1, 2, 3",
    "titles": "SELECT * FROM titles WHERE seq <= :n ORDER BY 1, 2",
    "wiki": "SELECT * FROM wiki_links WHERE seq <= :n ORDER BY 1, 2",
    "entities": """SELECT m.seq, e.name, m.role, r.name FROM memory_entities m JOIN entities e ON e.id = m.entity_id
        LEFT JOIN entities r ON r.id = e.same_as WHERE m.seq <= :n ORDER BY 1, 2, 3""",
    "index": "SELECT * FROM indexed WHERE seq <= :n ORDER BY seq",
    "times": "SELECT * FROM times WHERE seq <= :n ORDER BY 1, 2",
    "statements": "SELECT * FROM statements WHERE seq <= :n ORDER BY seq, start, id",
    "vectors": 'SELECT seq, "start", "end", vector FROM vectors WHERE seq <= :n ORDER BY seq, id',
}


def dump(ebb: Ebb, upto: int) -> dict[str, list[object]]:
    """All that is kept of the first memories, byte by byte; the index must fit them word by word."""
    from core.store import health

    ebb._store.write(health.verify_index)

    def work(connection: Connection) -> dict[str, list[object]]:
        return {name: connection.execute(query, {"n": upto}).fetchall() for name, query in _QUERIES.items()}

    return ebb._store.read(work)


def newer_runs(ebb: Ebb, known: set[str]) -> list[str]:
    return [run.name for run in ebb.network.runs(100) if run.name not in known and run.state != "undone"]


def undo_newer(ebb: Ebb, known: set[str]) -> None:
    for name in newer_runs(ebb, known):
        ebb.network.undo_run(name)


@pytest.fixture
def grown(home: Path) -> Path:
    with Ebb.open(home, background=False) as ebb:
        fill(ebb, BEFORE)
        ebb.settle()
    return home


def test_undoing_what_followed_an_addition_leaves_earlier_memories_byte_identical(grown: Path) -> None:
    with Ebb.open(grown, background=False) as ebb:
        known = {run.name for run in ebb.network.runs(100)}
        before = dump(ebb, len(BEFORE))
        fill(ebb, AFTER, days=60)
        ebb.settle()
        changed = dump(ebb, len(BEFORE))
        assert changed["memories"] != before["memories"], "something evolved"
        runs = newer_runs(ebb, known)
        assert len(runs) == 1
        undone = ebb.network.undo_run(runs[0])
        assert undone.revisions and undone.links and undone.statements and not undone.kept
        assert dump(ebb, len(BEFORE)) == before
        ebb.settle()
        assert dump(ebb, len(BEFORE)) == before, "an undone run is not redone"
        assert ebb.count() == len(BEFORE) + len(AFTER), "what was added stays"
        assert [run.state for run in ebb.network.runs(1)] == ["undone"]
        with pytest.raises(BadInput):
            ebb.network.undo_run(runs[0])


def test_undoing_a_sleep_takes_its_summaries_and_nothing_else(grown: Path) -> None:
    with Ebb.open(grown, background=False) as ebb:
        known = {run.name for run in ebb.network.runs(100)}
        before = dump(ebb, len(BEFORE))
        ebb.levels.sleep()
        assert newer_runs(ebb, known)
        undo_newer(ebb, known)
        after = dump(ebb, len(BEFORE))
        for part in before.keys() - {"memories"}:  # sleep marks what it has seen
            assert after[part] == before[part]
        assert ebb.select(kinds=["summary", "profile"]) == []


_KILLED = """
import os, signal, sys
from app import Ebb
from app.network import REST
from tests.unit.app.test_network import AFTER, fill
from core.store import due
stop_after = int(sys.argv[2])
count = 0
real = due.mark
def mark(connection, step, seqs):
    global count
    real(connection, step, seqs)
    count += 1
    if count > stop_after:
        os.kill(os.getpid(), signal.SIGKILL)
due.mark = mark
with Ebb.open(sys.argv[1], background=False) as ebb:
    fill(ebb, AFTER, days=60)
    import app.pending
    app.pending.SETTLE_BATCH = 2
    ebb.settle()
"""


@pytest.mark.parametrize("stop_after", [1, 4, 6])
def test_so_does_undoing_one_that_was_killed_in_the_midst(grown: Path, stop_after: int) -> None:
    with Ebb.open(grown, background=False) as ebb:
        known = {run.name for run in ebb.network.runs(100)}
        before = dump(ebb, len(BEFORE))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(grown), str(stop_after)], env=environment, cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with Ebb.open(grown, background=False) as ebb:
        ebb.settle()
        assert newer_runs(ebb, known)
        undo_newer(ebb, known)
        assert dump(ebb, len(BEFORE)) == before


def test_what_the_person_changed_since_is_left(grown: Path) -> None:
    with Ebb.open(grown, background=False) as ebb:
        known = {run.name for run in ebb.network.runs(100)}
        fill(ebb, AFTER, days=60)
        ebb.settle()
        (name,) = newer_runs(ebb, known)
        changes = ebb.network.changes(name)
        assert changes and all(one.revision.actor == "ebb" and one.revision.run == name for one in changes)
        chosen = changes[0].memory
        ebb.edit(chosen.id, title="Mine", tags=["mine"])
        linked = next(link for link in ebb.links(chosen.id) if link.kind == "similar")
        ebb.link(chosen.id, linked.id, "by me")
        ebb.network.undo_run(name)
        after = ebb.get(chosen.id)
        assert (after.title, after.tags) == ("Mine", ("mine",))
        assert "by me" in [link.why for link in after.links]
        assert [one.actor for one in ebb.history(chosen.id)][-1] == "person"


def test_a_run_is_found_by_the_beginning_of_its_name(grown: Path) -> None:
    with Ebb.open(grown, background=False) as ebb:
        (run,) = ebb.network.runs()
        assert ebb.network.run(run.name[:20].lower()) == run
        assert (run.kind, run.state) == ("behind", "done")
        assert run.counts["links"] > 0
        json.dumps(run.to_json())
        for bad in ("nope", "0" * 26, run.name[:3]):
            with pytest.raises(MemoryNotFound):
                ebb.network.undo_run(bad)


def test_suggestions_are_related_and_unlinked_and_can_be_declined(grown: Path) -> None:
    with Ebb.open(grown, background=False) as ebb:
        first = next(memory for memory in ebb.recent() if memory.text == BEFORE[0])
        ebb._store.write(lambda connection: connection.execute("DELETE FROM links").rowcount)
        found = ebb.network.suggestions(first.id, 2)
        assert {one.memory.text for one in found} == set(BEFORE[1:3])
        assert all("garlic" in one.why or "mulch" in one.why for one in found)
        assert {"memory", "score", "why"} == set(found[0].to_json())
        assert ebb.unlink(first.id, found[0].memory.id) == 0
        ebb.link(first.id, found[1].memory.id)
        left = {one.memory.text for one in ebb.network.suggestions(first.id)}
        assert left.isdisjoint({one.memory.text for one in found})


def test_orphans_and_hubs_are_the_ends_of_the_net(ebb: Ebb) -> None:
    a, b, c = ebb.add("a lantern"), ebb.add("a harbour"), ebb.add("an orchard", source={"app": "elsewhere"})
    ebb._store.write(lambda connection: connection.execute("UPDATE memories SET linked = 1").rowcount)
    ebb.link(a, b)
    assert [memory.id for memory in ebb.network.orphans()] == [c]
    assert {(hub.memory.id, hub.links) for hub in ebb.network.hubs()} == {(a, 1), (b, 1)}
    assert ebb.network.counts() == {"manual": 1}


def test_an_orphan_that_is_left_alone_rests_for_a_while_and_can_be_offered_again(ebb: Ebb) -> None:
    now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    a, b = ebb.add("a lantern"), ebb.add("a harbour", source={"app": "elsewhere"})
    ebb._store.write(lambda connection: connection.execute("UPDATE memories SET linked = 1").rowcount)
    assert ({memory.id for memory in ebb.network.lonely(now=now)}, ebb.network.lonely_count(now)) == ({a, b}, 2)
    ebb.network.leave_alone({a: now})
    assert ([memory.id for memory in ebb.network.lonely(now=now)], ebb.network.lonely_count(now)) == ([b], 1)
    assert ebb.network.left_alone(now) == {a: now}
    assert {memory.id for memory in ebb.network.orphans()} == {a, b}, "it is one all the same"
    later = now + REST
    assert (ebb.network.lonely_count(later), ebb.network.left_alone(later)) == (2, {})
    ebb.network.leave_alone({a: later})
    assert ebb.network.left_alone(later) == {a: later}
    ebb.network.offer_again([a])
    assert (ebb.network.lonely_count(now), ebb.network.left_alone(now)) == (2, {})


def test_leaving_alone_is_no_conflict_to_decide_by_its_number(ebb: Ebb) -> None:
    ebb.network.leave_alone({ebb.add("a lantern"): datetime(2026, 5, 1, 12, tzinfo=UTC)})
    (number,) = ebb._store.read(lambda connection: connection.execute("SELECT id FROM proposals").fetchone())
    assert ebb.truth.conflicts() == []
    with pytest.raises(BadInput):
        ebb.truth.decide(number, True)


def test_names_mean_the_memories_that_they_are_linked_to_even_after_those_were_renamed(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        log = ebb.add("Boiler, yearly.", title="Boiler log")
        first = ebb.add("See [[boiler log]] and [[Nothing]] and [the log](notes/Boiler%20log.md).")
        ebb.settle()
        ebb.edit(log, title="Heating")
        assert ebb.network.meant(first) == {"boiler log": log, "Boiler log": log}
        ebb.forget([log])
        assert ebb.network.meant(first) == {}


def test_titles_that_begin_with_the_words_come_before_those_that_hold_them(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        for title in ("Boat", "The boat", "boat, 100% ours", "House", "[odd] boat", "Boat"):
            ebb.add(f"Of {title} {ebb.count()}", title=title)
        assert ebb.network.titles("boat") == ["Boat", "boat, 100% ours", "The boat"]
        assert ebb.network.titles("100%") == ["boat, 100% ours"]
        assert ebb.network.titles("_") == []
        assert len(ebb.network.titles("", limit=2)) == 2


def test_what_lies_beside_a_memory_is_found_in_its_conversation_and_in_time(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ids = [
            ebb.add(f"turn {day}", occurred_at=START + timedelta(days=day), source={"thread": thread})
            for day, thread in ((0, "a"), (1, "b"), (2, "a"), (3, "b"), (4, "a"))
        ]
        beside = {place: memory.id for place, memory in ebb.network.neighbours(ids[2]).items()}
        assert beside == {"thread before": ids[0], "thread after": ids[4], "before": ids[1], "after": ids[3]}
        ebb.forget([ids[1]])
        assert ebb.network.neighbours(ids[2])["before"].id == ids[0]
        assert set(ebb.network.neighbours(ids[0])) == {"thread after", "after"}
