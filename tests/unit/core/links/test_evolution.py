"""Neighbours teach a memory tags and what it is one of; texts, names, numbers and what the person set stay."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.links.evolution import Evolution, Read, in_context, taught
from core.links.undoing import undo
from core.store import due, revisions, runs, surroundings, vectors
from core.store.surroundings import Standing
from tests.unit.core.links.scene import Net

WORDS = "garlic mulch straw bed shovel Grace 1987 compost Leeds onions barrow frost".split()


def standing(
    seq: int,
    text: str = "",
    keywords: tuple[str, ...] = (),
    context: str = "Note of 1 May 2024.",
    **tags: frozenset[str],
) -> Standing:
    return Standing(seq, 1, "note", "", text, context, keywords, seq, None, "", "", 1, **tags)


def near(*texts: str) -> list[Standing]:
    return [standing(at, text, tuple(text.split())) for at, text in enumerate(texts, start=10)]


def test_a_tag_that_three_near_memories_bear_is_taken_on() -> None:
    garden = frozenset({"garden"})
    others = [(0.8, standing(at, own_tags=garden)) for at in (2, 3, 4)]
    changes, why = taught(standing(1), others, set(), Read())
    assert changes == {"auto_tags": ["garden"]}
    assert why.startswith("tagged garden: 3 of its 3")
    assert taught(standing(1, own_tags=garden), others, set(), Read())[0] == {}
    assert taught(standing(1), others[:2], set(), Read())[0] == {}
    assert taught(standing(1), others, {"auto_tags"}, Read())[0] == {}, "what the person decided stays"


def test_tags_that_ebb_gave_do_not_spread() -> None:
    others = [(0.8, standing(at, found_tags=frozenset({"garden"}))) for at in (2, 3, 4)]
    assert taught(standing(1), others, set(), Read())[0] == {}


def test_a_context_says_what_it_is_one_of_in_the_same_sentence() -> None:
    others = near("garlic mulch", "garlic mulch", "garlic mulch")
    context = in_context(standing(1, context="Note of 1 May 2024, about cloves."), others, Read())
    assert context == "Note of 1 May 2024, about cloves, one of several about garlic and mulch."
    assert in_context(standing(1, context=context), others, Read()) == context
    other = in_context(standing(1, context=context), near("frost straw", "frost straw", "frost straw"), Read())
    assert other == "Note of 1 May 2024, about cloves, one of several about frost and straw."
    assert in_context(standing(1, context=other), near("a", "b", "c"), Read()) == "Note of 1 May 2024, about cloves."


def test_what_it_says_already_is_not_said_again_and_no_context_gets_none() -> None:
    others = near("garlic", "garlic", "garlic")
    assert in_context(standing(1, context="Note, about garlics."), others, Read()) == "Note, about garlics."
    assert in_context(standing(1, context=""), others, Read()) == ""


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=8))
def test_nothing_is_added_that_does_not_stand_in_several_of_them(texts: list[str]) -> None:
    before = "Note of 1 May 2024, about cloves."
    after = in_context(standing(1, context=before), near(*texts), Read())
    added = set(after[:-1].replace(",", "").split()) - set(before[:-1].replace(",", "").split())
    added -= set("one of several about and".split())
    assert all(word.islower() and word.isalpha() for word in added), "no name, no number"
    assert all(sum(word in text.split() for text in texts) >= 3 for word in added)


def test_evolving_is_a_revision_with_its_cause_and_leaves_nothing_to_embed(net: Net) -> None:
    first = net.add("garlic mulch straw bed cloves", tags=["garden"])
    net.add("garlic mulch straw bed frost", tags=["garden"])
    net.add("garlic mulch straw bed bulbs", tags=["garden"])
    net.settle()
    new = net.add("garlic mulch straw bed shovel")
    net.settle()
    assert net.row(new).tags == ("garden",)
    (made,) = [one for one in net.history(new) if "auto_tags" in one.after]
    assert (made.actor, made.cause is not None, made.run is not None) == ("ebb", True, True)
    taught_first = [one for one in net.history(first) if one.actor == "ebb"]
    assert all(one.cause is not None for one in taught_first)
    assert all("text" not in one.after and "title" not in one.after and "tags" not in one.after for one in taught_first)
    assert net.embedder is not None
    name = net.embedder.name
    assert net.store.read(lambda connection: due.numbers(connection, "linked", 9)) == []
    assert net.store.read(lambda connection: vectors.pending_count(connection, name)) == 0


def test_two_hundred_additions_let_no_context_grow_and_few_memories_change_often(net: Net) -> None:
    drawn = random.Random(5)
    topics = [drawn.sample(_vocabulary(), 5) for _ in range(6)]
    seqs = []
    for _ in range(50):
        for _ in range(4):
            words = [*drawn.choice(topics), *drawn.sample(_vocabulary(), 2)]
            seqs.append(net.add(" ".join(words), tags=[words[0]] if drawn.random() < 0.3 else []))
        net.settle()
    rows = [net.row(seq) for seq in seqs]
    changed = [sum(one.actor == "ebb" for one in net.history(seq)) for seq in seqs]
    assert sum(changed) > 20, "they do evolve"
    assert max(changed) <= 8
    for row in rows:
        assert row.context.count("one of several about") <= 1
        assert row.context.count(".") == 1 and row.context.endswith(".")
        assert len(row.context) < 200
        assert len(row.tags) <= 4


def test_what_changed_since_it_was_read_does_not_evolve(net: Net) -> None:
    seq = net.add("garlic mulch straw bed cloves")
    net.settle()
    read = net.store.read(lambda connection: surroundings.standing(connection, [seq]))[seq]
    change = Evolution(read, seq, {"context": "Taught."}, "because")
    net.store.write(lambda c: revisions.revise(c, seq, {"context": "Mine."}, at=0, why="edited"))
    net.store.write(lambda connection: change.apply(connection, net.bench()))
    assert net.row(seq).context == "Mine."


def test_in_one_run_a_memory_evolves_once(net: Net) -> None:
    for at, word in enumerate(_vocabulary()[:20]):
        net.add(f"garlic mulch straw bed {word}", tags=["garden"] if at % 3 else [])
    net.settle(4)
    counts = [sum(one.cause is not None for one in net.history(seq)) for seq in range(1, 21)]
    assert max(counts) == 1


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=3, max_size=10), st.integers(1, 7))
def test_undoing_a_run_leaves_every_earlier_memory_as_it_was(plan: list[tuple[int, bool]], size: int) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        net = Net(Path(folder))
        topics = ("garlic mulch straw bed", "train platform Leeds ticket", "boiler valve pressure plumber")
        for at, (topic, tagged) in enumerate(plan * 2):
            net.add(f"{topics[topic]} {_vocabulary()[at]}", tags=["t"] if tagged else [])
        net.settle(size)
        earlier = 2 * len(plan)
        before = _dump(net, earlier)
        for at, (topic, tagged) in enumerate(plan, start=40):
            net.add(f"{topics[topic]} {_vocabulary()[at]}", tags=["t"] if tagged else [])
        net.settle(size)
        run = net.run
        if run is not None:
            net.store.write(lambda connection: undo(connection, run, name="x", at=1))
        assert _dump(net, earlier) == before
        net.settle(size)
        assert _dump(net, earlier) == before, "an undone run is not redone"
        net.store.close()


def test_a_field_that_was_changed_since_is_left_and_counted(net: Net) -> None:
    seqs = [net.add(f"garlic mulch straw bed {word}", tags=["garden"]) for word in ("cloves", "frost", "bulbs")]
    net.settle()
    new = net.add("garlic mulch straw bed shovel")
    net.settle()
    assert net.row(new).tags == ("garden",)
    run = net.run
    assert run is not None
    net.store.write(lambda c: revisions.revise(c, new, {"auto_tags": [], "tags": ["mine"]}, at=1, why="edited"))
    undone = net.store.write(lambda connection: undo(connection, run, name="x", at=2))
    assert undone.kept >= 1
    assert net.row(new).tags == ("mine",)
    assert not net.store.read(lambda connection: runs.is_open(connection, run))
    assert seqs


def _dump(net: Net, upto: int) -> list[object]:
    queries = (
        "SELECT * FROM memories WHERE seq <= :n ORDER BY seq",
        "SELECT m.seq, t.name, m.actor FROM memory_tags m JOIN tags t ON t.id = tag_id WHERE seq <= :n ORDER BY 1, 2",
        "SELECT * FROM links WHERE source <= :n AND target <= :n ORDER BY 1, 2, 3",
        "SELECT * FROM titles WHERE seq <= :n ORDER BY 1, 2",
    )
    return net.store.read(lambda c: [c.execute(query, {"n": upto}).fetchall() for query in queries])


def _vocabulary() -> list[str]:
    syllables = "ba de fi go lu ma ne pi ro su".split()
    return [a + b + c for a in syllables for b in syllables for c in ("rn", "st")]
