"""The header of a GGUF file is read and checked before native code sees the file."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.language.errors import NotGguf, TruncatedGguf
from models.language.gguf import read_header
from models.language.local import verify
from tests.gguf import TEMPLATE, random_weights, scripted


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scripted(tmp_path_factory.mktemp("gguf") / "said.gguf", "You moved to Oslo.")


def _header(path: Path, *parts: bytes, tensors: int = 0, values: int = 0, version: int = 3) -> Path:
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", version, tensors, values) + b"".join(parts))
    return path


def _string(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


def test_a_header_gives_architecture_context_and_chat_template(model: Path) -> None:
    header = read_header(model)
    assert (header.architecture, header.context_length, header.chat_template) == ("llama", 4096, TEMPLATE)
    assert header.size_bytes == model.stat().st_size


def test_a_model_is_described_in_words_and_figures(model: Path) -> None:
    description = verify(model)
    assert (description.name, description.architecture, description.quantisation) == ("said", "llama", "F16")
    assert description.context == 4096
    assert description.parameters is not None and description.parameters > 100_000


def test_every_truncation_of_a_model_is_noticed(model: Path, tmp_path: Path) -> None:
    whole = model.read_bytes()
    short = tmp_path / "short.gguf"
    for length in [*range(4, 2000, 7), *range(2000, len(whole), 4999), len(whole) - 1]:
        short.write_bytes(whole[:length])
        with pytest.raises(TruncatedGguf):
            read_header(short)


def test_a_truncated_model_says_how_many_bytes_are_missing(model: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.gguf"
    short.write_bytes(model.read_bytes()[:-1000])
    with pytest.raises(TruncatedGguf, match=r"is incomplete: it needs \d+ bytes and has \d+\."):
        verify(short)


@pytest.mark.parametrize("content", [b"", b"GGU", b"SQLite format 3\0" + b"x" * 100, b"\x89PNG", b"# a note\n"])
def test_another_file_is_not_a_gguf_file(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.gguf"
    file.write_bytes(content)
    with pytest.raises(NotGguf, match="is not a GGUF file"):
        verify(file)


def test_a_missing_file_and_a_folder_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotGguf, match="cannot be read: No such file"):
        verify(tmp_path / "none.gguf")
    with pytest.raises(NotGguf, match="is not a file"):
        verify(tmp_path)


def test_an_unknown_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotGguf, match="version 99"):
        verify(_header(tmp_path / "v.gguf", version=99))


@pytest.mark.parametrize("counts", [{"tensors": 1 << 60}, {"values": 1 << 60}])
def test_absurd_counts_are_refused_before_anything_is_read(counts: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(NotGguf, match="announces"):
        read_header(_header(tmp_path / "counts.gguf", **counts))


def test_a_text_longer_than_the_file_is_refused(tmp_path: Path) -> None:
    file = _header(tmp_path / "long.gguf", struct.pack("<Q", 1 << 62), b"x" * 64, values=1)
    with pytest.raises(TruncatedGguf, match="past its end"):
        read_header(file)


@pytest.mark.parametrize(
    "array", [struct.pack("<IQ", 8, 1 << 61), struct.pack("<IQ", 10, 1 << 61), struct.pack("<IQ", 9, 1)]
)
def test_an_absurd_array_is_refused(array: bytes, tmp_path: Path) -> None:
    file = _header(tmp_path / "array.gguf", _string(b"key"), struct.pack("<I", 9), array, b"x" * 64, values=1)
    with pytest.raises(NotGguf, match="incomplete|damaged"):
        read_header(file)


def test_a_tensor_with_too_many_values_is_refused(tmp_path: Path) -> None:
    tensor = _string(b"t") + struct.pack("<IQQIQ", 2, 1 << 40, 1 << 40, 0, 0)
    with pytest.raises(NotGguf, match="damaged: a tensor has"):
        read_header(_header(tmp_path / "tensor.gguf", tensor, tensors=1))


def test_an_embedder_is_refused_because_it_cannot_answer(tmp_path: Path) -> None:
    entry = _string(b"general.architecture") + struct.pack("<I", 8) + _string(b"bert")
    with pytest.raises(NotGguf, match="kind bert, which cannot answer"):
        verify(_header(tmp_path / "bert.gguf", entry, values=1))


def test_a_model_without_weights_is_refused(tmp_path: Path) -> None:
    entry = _string(b"general.architecture") + struct.pack("<I", 8) + _string(b"llama")
    with pytest.raises(NotGguf, match="no weights"):
        verify(_header(tmp_path / "empty.gguf", entry, values=1))


def test_a_part_of_a_split_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    entries = _string(b"general.architecture") + struct.pack("<I", 8) + _string(b"llama")
    entries += _string(b"split.count") + struct.pack("<IH", 2, 3)
    with pytest.raises(NotGguf, match="--merge"):
        verify(_header(tmp_path / "part.gguf", entries, values=2))


def test_a_name_cannot_carry_terminal_codes(tmp_path: Path) -> None:
    path = random_weights(tmp_path / "x\x1b]52;c;aGk=\x07y.gguf")
    assert verify(path).name == "x ]52;c;aGk= y"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_header_is_read_or_refused_and_never_crashes(
    data: st.DataObject, model: Path, tmp_path: Path
) -> None:
    content = bytearray(model.read_bytes()[:4000])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(4, 3999))] = data.draw(st.integers(0, 255))
    file = tmp_path / "damaged.gguf"
    file.write_bytes(content)
    with pytest.raises(NotGguf):
        verify(file)
