"""New memories find those they belong with: alike, naming the same, answering, following; each with a reason."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.store import cells as cell_rows
from core.store import due, links, memories, revisions
from core.store.links import ENTITY, KINDS, REPLY, SIMILAR, TIME
from tests.unit.core.links.scene import Net
from tests.unit.core.recall.scene import NOW

GARDEN = (
    "Planted garlic cloves under straw mulch in the bed",
    "The garlic bed needs straw mulch before winter",
    "Straw mulch keeps the garlic bed warm",
)
NAMED = (
    "I had tea and biscuits with Grace Adeyemi on the terrace",
    "The bicycle needs new brakes, said Grace Adeyemi yesterday evening",
)
OTHERS = (
    "The train to the coast leaves early",
    "A violin lesson with scales and bowing",
    "The boiler valve lost pressure",
    "Bought copper lanterns for the harbour",
    "An orchard letter about seasons",
    "Window frames want paint and putty",
    "Soup recipe with leeks and barley",
    "The thread market opens on Fridays",
)


def test_what_is_alike_is_linked_and_what_is_not_is_left(net: Net) -> None:
    garden = net.add_all(GARDEN)
    others = net.add_all(OTHERS)
    pairs = net.pairs(SIMILAR)
    assert {frozenset(pair) for pair in pairs} == {frozenset((a, b)) for a in garden for b in garden if a < b}
    assert all(source > target for source, target in pairs)
    assert not any(set(pair) & set(others) for pair in pairs)


def test_new_ones_see_each_other_and_the_order_of_batches_changes_little(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "single").mkdir()
    whole, single = Net(tmp_path / "whole"), Net(tmp_path / "single")
    for net, size in ((whole, 64), (single, 1)):
        for text in (*GARDEN, *OTHERS):
            net.add(text)
        net.settle(size)
    assert {frozenset(pair) for pair in whole.pairs(SIMILAR)} == {frozenset(pair) for pair in single.pairs(SIMILAR)}
    whole.store.close()
    single.store.close()


def test_every_link_has_a_weight_and_a_reason_in_words(net: Net) -> None:
    net.add_all([*GARDEN, *OTHERS, *NAMED])
    for (_, _, kind), (weight, why) in net.edges().items():
        assert kind in KINDS
        assert 0 < weight <= 1
        assert any(map(str.isalpha, why)) and len(why) < 200
    reasons = {why for (_, _, kind), (_, why) in net.edges().items() if kind == SIMILAR}
    assert any("mulch" in why or "garlic" in why for why in reasons)
    assert [why for _, why in net.edges(ENTITY).values()] == ["both mention Grace Adeyemi"]


def test_a_name_that_many_bear_connects_nobody(net: Net) -> None:
    net.add_all(f"I spoke with Grace Adeyemi about {word}" for word in _words(30))
    assert net.edges(ENTITY) == {}


def test_an_answer_is_linked_to_the_question_before_it(net: Net) -> None:
    def say(author: str, text: str, thread: str = "talk") -> int:
        return net.add(text, kind="chat", source={"thread": thread, "author": author})

    asked = say("Ana", "Good morning. Where is the spare key?")
    said = say("Ben", "Under the blue pot")
    own = say("Ana", "And the ladder?")
    again = say("Ana", "Forget the ladder")
    elsewhere = say("Ben", "In the shed", thread="other")
    net.settle()
    assert net.edges(REPLY) == {(said, asked, REPLY): (0.8, "answers “Where is the spare key?”")}
    assert net.edges(TIME) == {}, "what the thread says is not said twice"
    assert {own, again, elsewhere}.isdisjoint({seq for pair in net.pairs(REPLY) for seq in pair})


def test_notes_of_one_sitting_follow_each_other_and_a_long_gap_parts_them(net: Net) -> None:
    first = net.add("one", occurred_at=NOW)
    second = net.add("two", occurred_at=NOW + timedelta(minutes=4))
    third = net.add("three", occurred_at=NOW + timedelta(hours=2))
    other = net.add("four", occurred_at=NOW + timedelta(minutes=5), source={"app": "editor"})
    net.settle()
    edges = net.edges(TIME)
    assert set(edges) == {(second, first, TIME)}
    assert edges[second, first, TIME][1] == "written 4 minutes apart"
    assert other and third


def test_parts_of_one_file_follow_each_other(net: Net) -> None:
    source = {"file": "vault/allotment/Garlic.md"}
    first = net.add("cloves", occurred_at=NOW, source=source)
    second = net.add("bulbs", occurred_at=NOW + timedelta(hours=5), source=source)
    net.settle()
    assert net.edges(TIME)[second, first, TIME][1] == "one after the other in allotment/Garlic.md"


def test_derived_and_forgotten_memories_are_not_linked(net: Net) -> None:
    a, b, c = (net.add(text) for text in GARDEN)
    net.store.write(
        lambda connection: connection.execute("UPDATE memories SET role = 'day' WHERE seq = ?", (a,)).rowcount
    )
    net.store.write(lambda connection: memories.set_status(connection, [b], "forgotten"))
    net.settle()
    assert net.edges() == {}
    assert net.store.read(lambda connection: due.numbers(connection, "linked", 9)) == []
    assert c


def test_an_edited_text_is_linked_anew_and_the_persons_links_stay(net: Net) -> None:
    garden = net.add_all(GARDEN)
    trains = net.add_all(
        ["The train to Leeds leaves from platform three", "Platform three: the train to Leeds was late"]
    )
    net.link(garden[0], trains[0])
    text = "The train to Leeds leaves late from platform three again"
    net.store.write(lambda c: revisions.revise(c, garden[0], {"text": text}, at=0, why="edited"))
    net.settle()
    alike = {frozenset(pair) for pair in net.pairs(SIMILAR)}
    assert frozenset((garden[0], garden[1])) not in alike
    assert {frozenset((garden[0], train)) for train in trains} <= alike
    assert (garden[0], trains[0]) in net.pairs("manual")


def test_what_changes_while_it_is_linked_stays_due(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.links import step

    seqs = [net.add(text) for text in GARDEN]
    real = step._find_alike

    def meanwhile(bench: object, batch: step.Batch) -> None:
        real(bench, batch)  # type: ignore[arg-type]
        net.store.write(lambda c: revisions.revise(c, seqs[0], {"text": "Something else entirely"}, at=0, why="edited"))

    net.store.read(lambda connection: due.numbers(connection, "linked", 9))
    net._embed()
    monkeypatch.setattr(step, "_find_alike", meanwhile)
    assert step.link(net.bench(), 64) == 3
    monkeypatch.setattr(step, "_find_alike", real)
    assert net.store.read(lambda connection: due.numbers(connection, "linked", 9)) == seqs[:1]
    assert {frozenset(pair) for pair in net.pairs(SIMILAR)} == {frozenset(seqs[1:])}


def test_a_link_that_the_person_took_away_does_not_come_back(net: Net) -> None:
    a, b, c = net.add_all(GARDEN)
    net.store.write(lambda connection: links.decline(connection, a, b, 0))
    net.store.write(lambda connection: links.remove(connection, a, b))
    net.store.write(lambda x: revisions.revise(x, b, {"text": GARDEN[1] + " soon"}, at=0, why="edited"))
    net.settle()
    assert {frozenset(pair) for pair in net.pairs(SIMILAR)} == {frozenset((a, c)), frozenset((b, c))}


def test_no_memory_gets_more_links_than_fit(net: Net) -> None:
    net.add_all(f"garlic mulch straw bed {word}" for word in _words(60))
    from core.links.likeness import HUB, MOST

    degrees = net.store.read(lambda c: links.degrees(c, range(1, 61), (SIMILAR,)))
    assert min(degrees.values()) >= 3 and max(degrees.values()) <= HUB + MOST


def test_without_an_embedder_names_and_questions_still_connect(tmp_path: Path) -> None:
    net = Net(tmp_path, embedder=False)
    net.add_all([*GARDEN, *NAMED])
    assert {kind for _, _, kind in net.edges()} == {ENTITY}
    assert net.store.read(lambda connection: due.numbers(connection, "linked", 9)) == []
    net.store.close()


def test_another_model_links_everything_anew(net: Net) -> None:
    from tests.unit.core.recall.scene import Bag

    seqs = net.add_all(GARDEN)
    net.embedder = Bag("another")
    net.settle()
    assert len(net.pairs(SIMILAR)) == 3
    assert net.store.read(lambda connection: cell_rows.placed(connection, seqs)) == set(seqs)


def _words(count: int) -> list[str]:
    syllables = "ba de fi go lu ma ne pi ro su".split()
    return [syllables[at % 10] + syllables[at // 10] + "rn" for at in range(count)]
