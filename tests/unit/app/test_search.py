"""Searching a memory through the facade, with the real embedding model."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app import Ebb
from core.errors import BadInput
from core.memory import Hit
from core.recall import fusion
from core.recall.engine import Request
from core.store.filters import Filters

NOW = datetime(2025, 6, 10, 12, tzinfo=UTC)
BOILER = "The boiler broke down again; Mr Pell sent a plumber who replaced the pump."
CHAPTERS = [
    "Sail trim decides how fast a dinghy goes upwind, and the mainsheet is the control that is used most.",
    "The jib is set before leaving the shore, and its halyard is pulled until the luff has no wrinkles.",
    "A capsize is nothing to be afraid of: keep hold of the boat, swim round to the centreboard and lean back.",
    "Before every trip the forecast is read twice, once for the wind and once for the tide at the headland.",
    "Knots worth knowing are the bowline, the figure of eight and the round turn with two half hitches.",
    "Right of way belongs to the boat on starboard tack; when in doubt, turn early and show it clearly.",
    "Rudders are lifted in shallow water, and the crew moves forward so that the stern comes up.",
    "Varnish is renewed each winter with four thin coats, rubbed down between them with fine paper.",
    "Children wear their buoyancy aids on the jetty as well, not only when they are on the water.",
    "After sailing everything is rinsed with fresh water, because salt eats the fittings within a season.",
]
HANDBOOK = "\n\n".join(
    [" ".join([chapter, *(f"Remark {at}.{line} repeats this for beginners." for line in range(12))]) for at, chapter in
     enumerate(CHAPTERS)]
    + ["The club's treasurer, Wilhelmina, keeps the spare key of the shed under a flowerpot by the slipway."]
)  # fmt: skip
NOTES = [
    BOILER,
    "Plum cake: 900 g of plums, 250 g of flour, three eggs, bake for 45 minutes.",
    "Rent is 940 pounds, due on the first of the month.",
    "Planted eleven tomato seedlings at the allotment on Sunday.",
    "Slugs ate the lettuce; try copper tape around the beds.",
    "Knee exercises: ten squats each morning, no running until July.",
    "Ida turns seven in September and wants a telescope.",
    "The library card expires in November.",
    "Talked to Grace about the lighting of the exhibition; she prefers warm lamps.",
    "The night train to Ljubljana leaves Munich at 23:20.",
    "Passport number is in the blue folder.",
    "My bicycle needs a new chain and brake pads.",
    "The wifi password is herring-lantern-52.",
    "Read A Field Guide to Harbours; the chapter on breakwaters was the best.",
    "Garlic goes into the ground in October, pointed end up.",
    "Dentist: Dr Osei, Thursdays only.",
    "The meter stood at 48,213 kWh in March.",
    "Lentil soup helps against a cold: cumin, lemon, a lot of garlic.",
]
TALK = [
    ("Caroline", "Did you get a pet after all?"),
    ("Melanie", "Yes, from the shelter last week. She is called Luna."),
    ("Caroline", "How lovely! Does she sleep through?"),
    ("Melanie", "Hardly. But I would not give her back."),
    ("Caroline", "I signed up for the pottery class, by the way."),
    ("Melanie", "The one in the old mill?"),
]


ASKED = {
    "boiler": 0, "plumber heating": 0, "eggs cake": 1, "how much do I pay the landlord": 2, "allotment seedlings": 3,
    "snails in the salad": 4, "sore joint training": 5, "telescope": 6, "library": 7, "gallery illumination": 8,
    "train Munich": 9, "passport": 10, "repair bike": 11, "wifi": 12, "book about ports": 13, "garlic ground": 14,
    "toothache appointment": 15, "electricity reading": 16, "soup": 17,
}  # fmt: skip
"""Queries, some in the notes' words and some in others, with the place of the note that is meant."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ebb]:
    """A memory of notes, a handbook and a talk, all embedded; tests only read it."""
    with Ebb.open(tmp_path_factory.mktemp("search") / "home", background=False) as ebb:
        ebb.add_many(
            [{"text": text, "occurred_at": NOW - timedelta(days=30 * at)} for at, text in enumerate(NOTES)]
            + [{"text": HANDBOOK, "title": "Sailing handbook", "kind": "document", "tags": ["sailing"]}]
            + [
                {"text": text, "kind": "chat", "source": {"author": author, "thread": "talk"}, "occurred_at": NOW}
                for author, text in TALK
            ]
        )
        ebb.settle()
        yield ebb


def texts(hits: list[Hit]) -> list[str]:
    return [hit.memory.text for hit in hits]


def first(filled: Ebb, query: str) -> str:
    hits = filled.search(query, now=NOW)
    return hits[0].memory.text if hits else ""


@pytest.mark.parametrize(
    ("query", "beginning"),
    [
        ("heating failure repaired", "The boiler"),
        ("internet login secret", "The wifi"),
        ("overnight railway journey to Slovenia", "The night train"),
        ("remedy when ill", "Lentil soup"),
        ("gallery illumination", "Talked to Grace"),
        ("toothache appointment", "Dentist"),
    ],
)
def test_a_paraphrase_without_a_common_word_is_found(filled: Ebb, query: str, beginning: str) -> None:
    assert first(filled, query).startswith(beginning)


@pytest.mark.parametrize("query", ["zxqv", "qwrtp lkjhg", "xkcdfoo blarghz", "vbnmzx 83hf", "🎉", "???", "\0"])
def test_random_letters_and_signs_find_nothing(filled: Ebb, query: str) -> None:
    assert filled.search(query, now=NOW) == []


def test_a_turn_is_found_through_the_turn_before(filled: Ebb) -> None:
    assert texts(filled.search("what pet did she get?", now=NOW))[:2].count(TALK[1][1]) == 1


def test_both_channels_together_are_not_worse_than_either(filled: Ebb) -> None:
    everything = frozenset((*fusion.EVIDENCE, *fusion.PREFERENCE))

    def found(left_out: frozenset[str]) -> float:
        ranks = []
        for query, number in ASKED.items():
            request = Request(query, 10, Filters(), False, NOW, left_out=left_out)
            hits = texts(filled.recall().search(request))
            ranks.append(1 / (1 + hits.index(NOTES[number])) if NOTES[number] in hits else 0.0)
        return sum(ranks) / len(ranks)

    together = found(frozenset())
    assert together >= max(found(everything - {fusion.WORDS}), found(everything - {fusion.MEANING}))
    assert together > 0.9


def test_a_long_memory_is_found_by_a_sentence_near_its_end(filled: Ebb) -> None:
    assert len(HANDBOOK) > 5000
    hit = filled.search("where does the club keep its extra shed key?", now=NOW)[0]
    assert hit.memory.title == "Sailing handbook"
    assert "**key**" in hit.snippet and "flowerpot" in hit.snippet
    assert first(filled, "lacquer layers every year") == HANDBOOK
    assert first(filled, "life jackets for kids") == HANDBOOK


def test_every_hit_tells_why_and_shows_its_text(filled: Ebb) -> None:
    hits = filled.search("boiler pump", now=NOW)
    assert hits[0].snippet == BOILER.replace("boiler", "**boiler**").replace("pump", "**pump**")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert {why.channel for why in hits[0].why} >= {"words", "meaning", "context", "around"}
    shape = hits[0].to_json()
    assert set(shape) == {"memory", "score", "why", "snippet"}
    assert set(shape["why"][0]) == {"channel", "rank", "score"}
    assert shape["memory"]["text"] == BOILER


def test_filters_and_limits_hold(filled: Ebb) -> None:
    assert texts(filled.search("garlic", limit=1, now=NOW)) == texts(filled.search("garlic", now=NOW))[:1]
    assert filled.search("garlic", limit=0) == []
    assert {hit.memory.kind for hit in filled.search("sailing pet key", kinds=["document", "chat"], now=NOW)} == {
        "document",
        "chat",
    }
    assert texts(filled.search("anything at all", tags=["sailing"], now=NOW)) in ([], [HANDBOOK])
    assert texts(filled.search("boat", tags=["sailing"], now=NOW)) == [HANDBOOK]
    recent = filled.search("boiler garlic soup", since=NOW - timedelta(days=1), now=NOW)
    assert [hit.memory.text for hit in recent if hit.memory.kind == "note"] == [BOILER]
    assert filled.search("boiler", until=NOW - timedelta(days=365 * 5), now=NOW) == []
    with pytest.raises(BadInput):
        filled.search("boiler", kinds=["nonsense"])


def test_a_name_alone_finds_what_that_person_said(filled: Ebb) -> None:
    assert set(texts(filled.search("Melanie", now=NOW))) == {text for author, text in TALK if author == "Melanie"}


def test_threads_find_the_same(filled: Ebb) -> None:
    queries = ["boiler", "heating failure repaired", "what pet did she get?"]
    expected = [texts(filled.search(query, now=NOW)) for query in queries]
    found: list[list[list[str]]] = []
    work = [
        threading.Thread(target=lambda: found.append([texts(filled.search(query, now=NOW)) for query in queries]))
        for _ in range(3)
    ]
    for one in work:
        one.start()
    for one in work:
        one.join()
    assert found == [expected] * 3


def test_a_memory_opened_for_reading_only_can_be_searched(filled: Ebb) -> None:
    with Ebb.open(filled.home, read_only=True) as reader:
        assert texts(reader.search("heating failure repaired", now=NOW)) == texts(
            filled.search("heating failure repaired", now=NOW)
        )


def test_a_new_memory_is_found_by_its_words_before_it_is_embedded_and_by_meaning_after(ebb: Ebb) -> None:
    ebb.add("The vet said that the hamster needs drops twice a day.")
    assert texts(ebb.search("hamster drops")) != []
    ebb.settle()
    assert texts(ebb.search("veterinary treatment for a small pet")) != []
