"""Long memories are cut into passages that the embedder reads whole."""

import numpy as np

from core.recall.passages import LETTERS, MARGIN, MOST_PASSAGES, embedded
from core.store.vectors import Due
from tests.unit.core.recall.scene import Bag

SENTENCES = [f"Sentence number {at} speaks of matter{at} at some length." for at in range(60)]
LONG = "\n\n".join(" ".join(SENTENCES[at : at + 5]) for at in range(0, 60, 5))
ROOM = Bag().max_tokens - MARGIN


class Counting(Bag):
    """A `Bag` that keeps what it was given to embed and to count."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.counted = 0

    def encode(self, texts):  # type: ignore[no-untyped-def]
        """Keep the texts."""
        self.read += texts
        return super().encode(texts)

    def count_tokens(self, texts):  # type: ignore[no-untyped-def]
        """Keep how many characters were looked at."""
        self.counted += sum(map(len, texts))
        return super().count_tokens(texts)


def test_a_short_memory_is_one_passage_under_its_title() -> None:
    embedder = Counting()
    ((due, passages),) = embedded([Due(7, 2, "Boat", "It is moored.")], embedder)
    assert (due.seq, due.version) == (7, 2)
    assert [(one.start, one.end) for one in passages] == [(0, 13)]
    assert embedder.read == ["Boat\nIt is moored."]


def test_a_text_that_begins_with_its_title_is_read_once() -> None:
    embedder = Counting()
    embedded([Due(1, 1, "# Boat", "# Boat\nIt is moored.")], embedder)
    assert embedder.read == ["# Boat\nIt is moored."]


def test_a_long_memory_is_cut_at_sentences_and_none_is_left_out() -> None:
    embedder = Counting()
    ((_, passages),) = embedded([Due(1, 1, "", LONG)], embedder)
    parts = [LONG[one.start : one.end] for one in passages]
    assert len(parts) > 5
    assert " ".join(" ".join(parts).split()) == " ".join(LONG.split())
    assert all(part.startswith("Sentence") and part.endswith("length.") for part in parts)
    assert all(count <= embedder.max_tokens for count in Bag().count_tokens(embedder.read))


def test_every_passage_of_a_long_memory_stands_under_its_title() -> None:
    embedder = Counting()
    embedded([Due(1, 1, "Matters of all kinds", LONG)], embedder)
    assert len(embedder.read) > 5
    assert all(text.startswith("Matters of all kinds\nSentence") for text in embedder.read)
    assert all(count <= embedder.max_tokens for count in Bag().count_tokens(embedder.read))


def test_a_title_leaves_half_of_the_room_to_the_text() -> None:
    embedder = Counting()
    ((_, passages),) = embedded([Due(1, 1, "title " * 100, LONG)], embedder)
    assert all(len(LONG[one.start : one.end].split()) > ROOM // 4 for one in passages)


def test_passages_are_kept_in_the_stores_forms() -> None:
    embedder = Bag(dimensions=100, token_dimensions=16)
    ((_, (passage,)),) = embedded([Due(1, 1, "", "boat oar sail")], embedder)
    made = embedder.encode(["\nboat oar sail"])[0]
    assert np.allclose(np.frombuffer(passage.vector, np.float16), made.vector, atol=1e-3)
    assert np.allclose(np.frombuffer(passage.tokens, np.int8).reshape(3, 16) / 127, made.tokens, atol=0.01)
    assert len(passage.bits) == 16
    signs = np.unpackbits(np.frombuffer(passage.bits, np.uint8), bitorder="little")
    assert signs[:100].tolist() == (made.vector > 0).tolist()


def test_an_embedder_without_tokens_leaves_none() -> None:
    ((_, (passage,)),) = embedded([Due(1, 1, "", "boat")], Bag(token_dimensions=0))
    assert passage.tokens == b""


def test_memories_keep_their_order_and_their_passages() -> None:
    due = [Due(3, 1, "", "boat"), Due(1, 1, "", LONG), Due(2, 1, "", "oar")]
    made = embedded(due, Bag())
    assert [(one.seq, len(passages) > 1) for one, passages in made] == [(3, False), (1, True), (2, False)]
    assert embedded([], Bag()) == []


def test_a_memory_of_a_million_characters_is_embedded_in_part() -> None:
    embedder = Counting()
    text = "word " * 200_000
    ((_, passages),) = embedded([Due(1, 1, "", text)], embedder)
    assert len(passages) == MOST_PASSAGES
    assert embedder.counted < 20 * MOST_PASSAGES * ROOM * LETTERS


def test_letters_that_are_many_tokens_each_are_counted_as_such() -> None:
    class Syllables(Bag):
        def count_tokens(self, texts):  # type: ignore[no-untyped-def]
            """Three tokens for each letter, as an English vocabulary has for Hangul."""
            return [3 * len(text) + 2 for text in texts]

    ((_, passages),) = embedded([Due(1, 1, "", "보트는 항구에 있다. " * 5)], Syllables())
    assert len(passages) > 1
