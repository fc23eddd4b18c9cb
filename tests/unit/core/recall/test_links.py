"""Recall along links: what only a link leads to is found, says by which path, and stays within the filters."""

from core.memory import Hit
from core.recall import fusion
from core.store import links
from core.store.filters import Filters
from tests.unit.core.recall.scene import Scene


def channels(hit: Hit) -> dict[str, float]:
    return {why.channel: why.score for why in hit.why}


# Links


def linked(scene: Scene, *pairs: tuple[int, int]) -> None:
    for source, target in pairs:
        scene.store.write(
            lambda c, a=source, b=target: links.add(c, a, b, kind="manual", weight=1.0, why="", at=0)  # type: ignore[misc]
        )


def test_a_memory_that_only_a_link_leads_to_is_found_and_says_by_which_path(scene: Scene) -> None:
    boat, pier, rope = scene.add("boat moored"), scene.add("granite blocks"), scene.add("hemp fibres")
    scene.add("garden tomatoes")
    scene.embed()
    assert scene.texts("boat moored") == ["boat moored"]
    linked(scene, (boat, pier), (pier, rope))
    hits = scene.hits("boat moored")
    assert [hit.memory.text for hit in hits] == ["boat moored", "granite blocks", "hemp fibres"]
    paths = [why.path for why in hits[2].why if why.channel == fusion.LINKS]
    assert paths == [tuple(hit.memory.id for hit in hits)]
    assert all(why.path == () for hit in hits for why in hit.why if why.channel != fusion.LINKS)


def test_links_lead_nowhere_from_what_does_not_answer(scene: Scene) -> None:
    boat, pier = scene.add("boat moored"), scene.add("granite blocks")
    scene.embed()
    linked(scene, (boat, pier))
    assert scene.hits("zxqv wrtp") == []


def test_links_lead_to_nothing_that_the_filters_keep_out(scene: Scene) -> None:
    boat, pier, rope = scene.add("boat moored"), scene.add("granite blocks"), scene.add("hemp fibres", kind="document")
    scene.embed()
    linked(scene, (boat, pier), (boat, rope))
    scene.mark("superseded", pier)
    assert scene.texts("boat moored") == ["boat moored", "hemp fibres"]
    assert scene.texts("boat moored", filters=Filters(kinds=("note",), superseded=False)) == ["boat moored"]


def test_links_count_without_an_embedder_too(words_only: Scene) -> None:
    boat, pier = words_only.add("boat moored"), words_only.add("granite blocks")
    linked(words_only, (boat, pier))
    assert words_only.texts("boat") == ["boat moored", "granite blocks"]


def test_links_left_out_lead_to_something_and_do_not_count(words_only: Scene) -> None:
    boat, pier = words_only.add("boat moored"), words_only.add("granite blocks")
    linked(words_only, (boat, pier))
    hits = words_only.hits("boat", left_out=frozenset({fusion.LINKS}))
    assert all(fusion.LINKS not in channels(hit) for hit in hits)
