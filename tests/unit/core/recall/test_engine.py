"""Recall over a real store: what is found, in which order, what stays hidden, and why."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.decay.curve import Curve
from core.errors import BadInput
from core.memory import Hit, State
from core.recall import fusion
from core.recall.engine import RETENTION, RETENTION_WEIGHT
from core.store import links
from core.store.filters import Filters
from tests.unit.core.recall.scene import NOW, Bag, Scene

HOSTILE = [
    '"',
    '"boat',
    "boat*",
    "NEAR(boat oar, 2)",
    "boat AND NOT oar",
    "text : boat",
    "^boat",
    "boat -oar",
    "b'; DROP TABLE memories; --",
    "boat\0oar",
    "\0",
    "(((((",
    "\ud800 boat",
    "🎉",
    "a" * 100_000,
    " ".join(f"w{at}" for at in range(3000)),
]


def channels(hit: Hit) -> dict[str, float]:
    return {why.channel: why.score for why in hit.why}


# Finding


def test_an_empty_memory_finds_nothing(scene: Scene) -> None:
    assert scene.hits("boat") == []
    assert scene.find("boat").closeness == []


def test_words_are_found_without_an_embedder(words_only: Scene) -> None:
    words_only.add("The boats are moored.")
    words_only.add("The dog sleeps.")
    assert words_only.texts("boat") == ["The boats are moored."]
    assert words_only.texts("vessel") == []
    assert words_only.find("boat").closeness == [None]


def test_another_word_for_the_same_is_found_by_meaning(scene: Scene) -> None:
    scene.add("boat moored")
    scene.add("garden tomatoes")
    scene.embed()
    assert scene.texts("vessel anchored") == ["boat moored"]
    (hit,) = scene.hits("vessel anchored")
    assert fusion.WORDS not in channels(hit)
    assert channels(hit)[fusion.MEANING] == 1.0


def test_what_is_related_to_nothing_finds_nothing(scene: Scene) -> None:
    scene.add("boat moored")
    scene.embed()
    assert scene.hits("zxqv wrtp") == []


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_is_too_strange(scene: Scene, query: str) -> None:
    scene.add("The boat is moored.")
    scene.embed()
    for typing in (False, True):
        assert set(scene.texts(query, typing=typing)) <= {"The boat is moored."}


def test_a_query_without_any_word_finds_no_word(scene: Scene) -> None:
    scene.add("The boat is moored.")
    scene.embed()
    assert scene.find("??? 🎉").words == {}


def test_an_empty_query_is_refused(scene: Scene) -> None:
    with pytest.raises(BadInput):
        scene.hits("  ")


def test_a_turn_is_found_by_the_words_of_the_turn_before(scene: Scene) -> None:
    scene.say("Ana", "Which boat did you buy?")
    scene.say("Bo", "The green one with the tall mast.")
    scene.say("Cy", "The weather was fine.", thread="other")
    scene.embed()
    assert "The green one with the tall mast." in scene.texts("boat")
    assert "The weather was fine." not in scene.texts("boat")


def test_while_it_is_typed_the_last_word_is_a_beginning(words_only: Scene) -> None:
    words_only.add("The harbour is full.")
    assert words_only.texts("full harb", typing=True) == ["The harbour is full."]
    assert words_only.texts("harb", typing=True) == ["The harbour is full."]
    assert words_only.texts("harb") == []


def test_titles_and_tags_are_found(scene: Scene) -> None:
    scene.add("It is green.", title="Boat")
    scene.add("It is tall.", tags=["sailing"])
    scene.embed()
    assert scene.texts("boat") == ["It is green."]
    assert scene.texts("sailing") == ["It is tall."]


def test_a_limit_beyond_what_there_is_gives_what_there_is(scene: Scene) -> None:
    for at in range(30):
        scene.add(f"boat number{at}")
    scene.embed()
    assert len(scene.hits("boat", limit=10**9)) == 30
    assert len(scene.hits("boat", limit=7)) == 7
    assert [hit.memory.id for hit in scene.hits("boat", limit=7)] == [h.memory.id for h in scene.hits("boat")][:7]


# What is not embedded, or was by another model


def test_before_anything_is_embedded_words_find(scene: Scene) -> None:
    scene.add("boat moored")
    scene.add("garden tomatoes")
    assert scene.texts("boat") == ["boat moored"]
    scene.embed([2])
    assert scene.texts("boat") == ["boat moored"]
    (hit,) = scene.hits("boat")
    assert set(channels(hit)) == {fusion.WORDS, fusion.SESSION}
    assert scene.find("boat").closeness == [None]


def test_a_pending_memory_stands_among_embedded_ones_and_is_found_by_its_words_only(scene: Scene) -> None:
    early = [scene.add(f"boat moored at pier{at}") for at in range(5)]
    scene.embed(early)
    scene.add("boat moored boat moored")
    hits = scene.hits("boat moored")
    assert len(hits) == 6
    pending = next(hit for hit in hits if hit.memory.text == "boat moored boat moored")
    assert fusion.MEANING not in channels(pending)
    assert all(fusion.MEANING in channels(hit) for hit in hits if hit is not pending)
    assert [hit.memory.text for hit in scene.hits("vessel")] != []
    assert "boat moored boat moored" not in scene.texts("vessel")


def test_vectors_of_another_model_are_not_compared(scene: Scene) -> None:
    scene.add("boat moored")
    scene.embed()
    scene.embedder = Bag("another", dimensions=192)
    assert scene.texts("vessel") == []
    assert scene.texts("boat") == ["boat moored"]
    scene.add("oar and sail")
    scene.embed([2])
    assert scene.texts("boat") == ["boat moored"]
    scene.embed()
    assert scene.texts("vessel anchored") == ["boat moored"]


def test_what_is_embedded_later_is_found_at_once(scene: Scene) -> None:
    scene.add("boat moored")
    scene.embed()
    assert scene.texts("hound") == []
    scene.add("dog asleep")
    scene.embed()
    assert scene.texts("hound") == ["dog asleep"]


def test_dimensions_need_not_fill_whole_words(tmp_path: Path) -> None:
    scene = Scene(tmp_path, Bag(dimensions=100, token_dimensions=0))
    seqs = [scene.add(f"matter{at}") for at in range(20)]
    scene.add("boat moored")
    scene.embed()
    scene.mark("forgotten", *seqs[:10])
    assert scene.texts("vessel anchored") == ["boat moored"]
    scene.store.close()


# Filters


def test_a_filter_costs_no_recall(scene: Scene) -> None:
    for at in range(400):
        scene.add(f"boat moored number{at}")
    scene.add("a vessel lay there", kind="document", tags=["old"], occurred_at=datetime(2001, 1, 1, tzinfo=UTC))
    scene.embed()
    for filters in (
        Filters(kinds=("document",), superseded=False),
        Filters(tags=("old",), superseded=False),
        Filters(until=datetime(2002, 1, 1, tzinfo=UTC), superseded=False),
        Filters(since=datetime(2000, 1, 1, tzinfo=UTC), kinds=("document",), tags=("old",)),
    ):
        assert scene.texts("boat", filters=filters, limit=5) == ["a vessel lay there"]


def test_an_end_is_exclusive_and_a_start_inclusive(words_only: Scene) -> None:
    words_only.add("boat", occurred_at=NOW)
    assert words_only.texts("boat", filters=Filters(since=NOW)) == ["boat"]
    assert words_only.texts("boat", filters=Filters(until=NOW)) == []


def test_a_filter_that_nothing_passes_finds_nothing(scene: Scene) -> None:
    scene.add("boat moored")
    scene.embed()
    assert scene.hits("boat", filters=Filters(kinds=("screen",))) == []


# People and times


def test_a_name_alone_finds_what_that_person_said(scene: Scene) -> None:
    scene.say("Caroline", "It rained.")
    scene.say("Melanie", "It snowed.", thread="other")
    scene.add("Caroline has her birthday in May.")
    scene.embed()
    assert set(scene.texts("Caroline")) == {"It rained.", "Caroline has her birthday in May."}
    assert scene.texts("what did melanie") == ["It snowed."]


def test_who_said_it_is_preferred(scene: Scene) -> None:
    scene.say("Melanie", "My dog sleeps.", thread="a")
    scene.say("Caroline", "My dog sleeps.", thread="b")
    scene.embed()
    assert [hit.memory.source.author for hit in scene.hits("Melanie's dog")] == ["Melanie", "Caroline"]
    assert [hit.memory.source.author for hit in scene.hits("Caroline's dog")] == ["Caroline", "Melanie"]
    assert fusion.AUTHOR in channels(scene.hits("Caroline's dog")[0])


def test_a_time_is_preferred_not_required(scene: Scene) -> None:
    for year in (2022, 2023, 2024):
        scene.add(f"The boat race of {year - 2000}", occurred_at=datetime(year, 6, 3, tzinfo=UTC))
    scene.embed()
    assert scene.texts("boat race in June 2023")[0] == "The boat race of 23"
    assert len(scene.texts("boat race in June 2023")) == 3


def test_a_question_turn_comes_after_a_turn_that_tells(scene: Scene) -> None:
    scene.say("Ana", "boat moored?", thread="a")
    scene.say("Ana", "boat moored.", thread="b")
    scene.embed()
    assert scene.texts("boat moored") == ["boat moored.", "boat moored?"]


def test_what_happened_at_the_time_asked_for_is_found_among_any_number_of_other_matches(words_only: Scene) -> None:
    for at in range(300):
        text = f"The boat number{at} lay there, and nobody walked home through rain, singing songs"
        words_only.add(text, occurred_at=datetime(2022, 3, 1, tzinfo=UTC))
    painted = "The boat was painted by Bo, and then everybody walked home through heavy rain, singing old songs"
    words_only.add(painted, occurred_at=datetime(2023, 6, 3, tzinfo=UTC))
    assert painted in words_only.texts("boat on 3 June 2023", limit=3)
    assert painted not in words_only.texts("boat", limit=3)


def test_a_time_narrows_a_filter_and_never_widens_it(words_only: Scene) -> None:
    words_only.add("boat", occurred_at=datetime(2023, 6, 3, tzinfo=UTC))
    words_only.add("boat again", occurred_at=datetime(2023, 8, 3, tzinfo=UTC))
    late = Filters(since=datetime(2023, 7, 1, tzinfo=UTC))
    assert words_only.texts("boat in 2023", filters=late) == ["boat again"]
    assert words_only.texts("boat in June 2023", filters=late) == ["boat again"]


def test_a_turn_that_answers_comes_before_one_that_chats(words_only: Scene) -> None:
    words_only.say("Bo", "What a great boat, really shiny!", thread="a")
    words_only.say("Bo", "I got my boat in Oslo.", thread="b")
    assert words_only.texts("Where does the boat come from?")[0] == "I got my boat in Oslo."


def test_a_question_for_several_things_favours_other_sessions_more(words_only: Scene) -> None:
    for at in range(2):
        words_only.say("Ana", f"boat trip{at}", thread="a")

    def second(query: str) -> float:
        first, other = words_only.hits(query)
        return other.score / first.score

    assert second("the boats") > second("which boats") + 0.02


def test_sessions_take_turns_where_several_say_as_much(words_only: Scene) -> None:
    for thread in ("a", "b"):
        for at in range(4):
            words_only.say("Ana", f"boat number{at}", thread=thread)
    threads = [hit.memory.source.thread for hit in words_only.hits("boat", limit=8)]
    assert set(threads[:2]) == {"a", "b"}


# Hidden memories


def test_a_forgotten_memory_is_never_found(scene: Scene) -> None:
    seq = scene.say("Caroline", "boat moored")
    scene.embed()
    scene.mark("forgotten", seq)
    for query in ("boat", "vessel", "Caroline"):
        assert scene.hits(query) == []
        assert scene.hits(query, filters=Filters(), include_all=True) == []


def test_a_superseded_memory_is_found_only_on_request(scene: Scene) -> None:
    old, _ = scene.add("boat moored at Drammen"), scene.add("boat moored at Oslo")
    scene.embed()
    scene.mark("superseded", old)
    assert scene.texts("boat") == scene.texts("vessel anchored") == ["boat moored at Oslo"]
    everything = scene.hits("boat", filters=Filters(), include_all=True)
    assert {hit.memory.state for hit in everything} == {State.VIVID, State.SUPERSEDED}


@pytest.fixture
def fading(tmp_path: Path) -> Scene:
    """A memory in which screens go dormant within days."""
    return Scene(tmp_path, curve=Curve.EBBINGHAUS)


def old_screens(scene: Scene, count: int) -> None:
    for at in range(count):
        scene.add(f"boat boat boat {at}", kind="screen", occurred_at=NOW - timedelta(days=30))


def test_a_dormant_memory_answers_when_nothing_else_does(fading: Scene) -> None:
    old_screens(fading, 1)
    assert [hit.memory.state for hit in fading.hits("boat")] == [State.DORMANT]
    fading.add("A boat among many other words that make it weigh less.")
    assert [hit.memory.kind for hit in fading.hits("boat")] == ["note"]
    assert {hit.memory.kind for hit in fading.hits("boat", include_all=True)} == {"note", "screen"}
    fading.store.close()


def test_any_number_of_better_dormant_matches_does_not_hide_what_is_awake(fading: Scene) -> None:
    old_screens(fading, 100)
    fading.add("A boat among many other words that make it weigh less.")
    assert [hit.memory.kind for hit in fading.hits("boat", limit=5)] == ["note"]
    assert len(fading.hits("boat", limit=5, include_all=True)) == 5
    fading.store.close()


def test_retention_moves_a_score_by_a_twentieth_at_most(words_only: Scene) -> None:
    words_only.add("boat", occurred_at=NOW)
    words_only.add("boat ", occurred_at=datetime(1990, 1, 1, tzinfo=UTC))
    fresh, faded = words_only.hits("boat")
    assert fresh.memory.retention > 0.9
    assert faded.memory.retention < 0.4
    assert 1 < fresh.score / faded.score <= (1 + RETENTION_WEIGHT / 2) / (1 - RETENTION_WEIGHT / 2)
    assert faded.memory.text == "boat "


def test_retention_can_be_left_out(words_only: Scene) -> None:
    words_only.add("boat", occurred_at=NOW)
    words_only.add("boat ", occurred_at=datetime(1990, 1, 1, tzinfo=UTC))
    fresh, faded = words_only.hits("boat", left_out=frozenset({RETENTION}))
    assert fresh.score == faded.score


def test_age_never_hides_a_strong_match(words_only: Scene) -> None:
    words_only.add("boat moored at the pier", occurred_at=datetime(1990, 1, 1, tzinfo=UTC))
    words_only.add("A pier.", occurred_at=NOW)
    assert words_only.texts("boat moored pier")[0] == "boat moored at the pier"


# What a hit tells


def test_a_hit_says_why(scene: Scene) -> None:
    scene.say("Caroline", "boat moored", occurred_at=datetime(2025, 5, 3, tzinfo=UTC))
    scene.say("Melanie", "boat sunk", thread="other", occurred_at=datetime(2020, 1, 1, tzinfo=UTC))
    scene.embed()
    best = scene.hits("Where was Caroline's boat moored in May 2025?")[0]
    assert isinstance(scene.embedder, Bag)
    vectors_say = {"meaning", "around"} | ({"context"} if scene.embedder.token_dimensions else set())
    assert {why.channel for why in best.why} == {"words", "session", "author", "date"} | vectors_say
    assert {why.rank for why in best.why} == {1}
    assert all(0 < why.score <= 1 for why in best.why)
    assert best.snippet == "**boat** **moored**"
    assert best.score > scene.hits("Where was Caroline's boat moored in May 2025?")[1].score


def test_a_hit_carries_its_links(words_only: Scene) -> None:
    boat, pier = words_only.add("boat"), words_only.add("pier")
    words_only.store.write(lambda c: links.add(c, boat, pier, kind="manual", weight=1.0, why="lies there", at=0))
    assert [(link.why, link.direction) for link in words_only.hits("pier")[0].memory.links] == [("lies there", "in")]


def test_what_matches_well_is_close_whatever_else_there_is(scene: Scene) -> None:
    scene.add("boat moored")
    scene.embed()
    alone = scene.find("vessel anchored").closeness[0]
    for at in range(20):
        scene.add(f"garden{at} tomatoes{at}")
    scene.embed()
    assert alone is not None and alone > 0.5
    assert scene.find("vessel anchored").closeness[0] == pytest.approx(alone, abs=1e-3)


def test_a_rare_word_weighs_more_than_a_common_one(words_only: Scene) -> None:
    for at in range(20):
        words_only.add(f"boat number{at}")
    words_only.add("boat moored")
    found = words_only.find("boat moored unheard")
    assert found.words["unheard"] > found.words["moored"] > found.words["boat"] > 0


def test_a_channel_left_out_finds_but_does_not_count(scene: Scene) -> None:
    scene.add("boat moored")
    scene.embed()
    (hit,) = scene.hits("boat", left_out=frozenset({fusion.MEANING}))
    assert fusion.MEANING not in channels(hit)
    assert fusion.WORDS in channels(hit)


# At once


def together(works: list[Callable[[], None]]) -> None:
    """Run works in threads of their own; raises what one of them raises."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_several_threads_find_what_one_finds(scene: Scene) -> None:
    for at in range(40):
        scene.add(f"boat number{at} moored at pier{at % 7}")
    scene.embed()
    queries = ["boat pier3", "vessel anchored", "number7", "nothing", "pier1 pier2"]
    expected = [[hit.memory.id for hit in scene.hits(query)] for query in queries]

    def search() -> None:
        for _ in range(5):
            assert [[hit.memory.id for hit in scene.hits(query)] for query in queries] == expected

    together([search] * 4)


def test_a_search_sees_one_moment(scene: Scene) -> None:
    pair = [scene.add("boat moored"), scene.add("moored boat")]
    scene.embed()
    done = threading.Event()

    def change() -> None:
        try:
            for _ in range(20):
                scene.mark("forgotten", *pair)
                scene.mark("active", *pair)
                scene.embed()
        finally:
            done.set()

    def search() -> None:
        while not done.is_set():
            assert len(scene.hits("boat")) in (0, 2)

    together([change, search, search])
