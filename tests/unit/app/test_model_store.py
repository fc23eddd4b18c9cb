"""Models are offered, fetched from a hub on this machine, found, checked and taken away."""

import hashlib
import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.home import Home, located
from app.model_store import (
    Machine,
    PullStopped,
    fit,
    found,
    machine,
    offers,
    pull,
    pulled,
    removable,
    remove,
    verified,
)
from core.errors import BadInput, DiskFull, Locked, ModelBroken, ModelMissing
from models.language import catalogue, fetching
from tests.gguf import scripted
from tests.hub import REVISION, Hub, running

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
NAME = "someone/small-GGUF/small.gguf"
BIG = Machine(memory=64 << 30, free=48 << 30, cores=8, graphics="")


@pytest.fixture
def place(home: Path) -> Home:
    return located(home)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return scripted(tmp_path_factory.mktemp("model") / "small.gguf", "Yes.").read_bytes()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, content: bytes) -> Iterator[Hub]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(fetching, "WAIT", 0.01)
    with running() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        hub.add(NAME, content)
        yield hub
    from huggingface_hub import close_session

    close_session()


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> str:
    """The name of a model that the catalogue offers and the hub has, with its sum."""
    one = catalogue.Entry(
        name="small-1b",
        title="Small",
        size=1,
        parameters=1.0,
        repository="someone/small-GGUF",
        file="small.gguf",
        bytes=len(content),
        licence="Apache-2.0",
        open=True,
        context=4096,
        kv_bytes=1024,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    offered = (*catalogue.catalogue(), one)
    monkeypatch.setattr(catalogue, "catalogue", lambda: offered)
    return one.name


# What is offered


def test_every_model_of_the_catalogue_is_whole_and_the_three_classes_are_there() -> None:
    entries = catalogue.catalogue()
    assert {entry.size for entry in entries} == {1, 4, 8}
    assert len({entry.name for entry in entries}) == len(entries) >= 9
    for entry in entries:
        assert entry.file.endswith(".gguf") and entry.repository.count("/") == 1 and entry.licence
        assert entry.sha256 is None or (len(entry.sha256) == 64 and int(entry.sha256, 16))
        assert 0.4e9 < entry.bytes / entry.parameters < 1e9, "four or five bits a parameter"
        assert entry.context >= 4096 and entry.kv_bytes % 4096 == 0
        assert entry.name == entry.name.casefold()
    for size in (1, 4, 8):
        permitted = [entry.open for entry in entries if entry.size == size]
        assert permitted[0] and permitted == sorted(permitted, reverse=True), "open licences come first"


def test_more_context_needs_more_memory_up_to_what_the_model_can_hold() -> None:
    one = catalogue.entry("SmolLM2-1.7B")
    assert one
    assert one.memory(8192) - one.memory(4096) == 4096 * one.kv_bytes
    assert one.memory(1 << 20) == one.memory(one.context) > one.bytes


@pytest.mark.parametrize(
    ("memory", "size", "on", "expected"),
    [
        (2 << 30, 1, BIG, "fits"),
        (60 << 30, 8, BIG, "too large"),
        (50 << 30, 8, BIG, "tight"),
        (6 << 30, 8, Machine(64 << 30, 48 << 30, 2, ""), "slow"),
        (6 << 30, 8, Machine(64 << 30, 48 << 30, 2, "CUDA"), "fits"),
        (6 << 30, 8, Machine(6 << 30, 6 << 30, 16, ""), "too large"),
    ],
)
def test_what_fits_depends_on_memory_cores_and_graphics(memory: int, size: int, on: Machine, expected: str) -> None:
    assert fit(memory, size, on) == expected


def test_this_machine_is_looked_at() -> None:
    here = machine()
    assert 0 < here.free <= here.memory and here.cores >= 1


def test_the_list_has_the_catalogue_and_what_was_pulled_beside_it(place: Home, hub: Hub) -> None:
    assert [one.pulled for one in offers(place, 4096, BIG)] == [None] * len(catalogue.catalogue())
    model = pull(place, NAME, now=NOW)
    last = offers(place, 4096, BIG)[-1]
    assert (last.name, last.entry, last.pulled, last.fit) == (NAME, None, model, "fits")


# Pulling


def test_a_pulled_model_is_private_noted_and_found_by_any_of_its_names(place: Home, hub: Hub, content: bytes) -> None:
    announced: list[tuple[str, int | None, str]] = []
    model = pull(place, NAME, now=NOW, announce=lambda *what: announced.append(what))
    assert announced == [("small.gguf from someone/small-GGUF", len(content), "")]
    assert model.path.read_bytes() == content
    assert model.path == place.models / "someone--small-GGUF" / "small.gguf"
    assert (model.revision, model.checked, model.sha256) == (REVISION, "hub", hashlib.sha256(content).hexdigest())
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (model.path.parent, *model.path.parent.iterdir())}
    assert set(modes.values()) == {0o700, 0o600} and modes[model.path.parent] == 0o700
    assert pulled(place) == [model]
    assert {found(place, name) for name in (NAME, "small.gguf", str(model.path))} == {model.path}
    assert verified(place, model.path)[1] == model


def test_the_sum_of_the_catalogue_counts_even_where_the_hub_says_none(place: Home, hub: Hub, listed: str) -> None:
    hub.plain = True
    model = pull(place, listed, now=NOW)
    assert (model.name, model.checked) == (listed, "catalogue")
    hub.asked.clear()
    assert pull(place, listed, now=NOW) == model
    assert hub.asked == [], "what is here is not asked for again"


def test_another_file_under_the_catalogues_name_is_refused(place: Home, hub: Hub, listed: str) -> None:
    hub.add(NAME, b"GGUF but another")
    with pytest.raises(ModelBroken, match="another"):
        pull(place, listed, now=NOW)
    hub.plain = True
    with pytest.raises(ModelBroken, match="SHA-256"):
        pull(place, listed, now=NOW)
    assert pulled(place) == []


def test_what_arrives_whole_but_is_no_model_is_not_kept(place: Home, hub: Hub) -> None:
    hub.add(NAME, b"GGUF and nothing else")
    with pytest.raises(ModelBroken):
        pull(place, NAME, now=NOW)
    assert list(place.models.rglob("*.gguf*")) == []


def test_a_model_that_is_here_is_fetched_again_only_when_the_hub_has_another(
    place: Home, hub: Hub, tmp_path: Path
) -> None:
    first = pull(place, NAME, now=NOW)
    assert pull(place, NAME, now=NOW) == first
    assert len(hub.downloads) == 1
    hub.add(NAME, scripted(tmp_path / "new.gguf", "No.").read_bytes())
    assert pull(place, NAME, now=NOW).sha256 != first.sha256
    assert len(hub.downloads) == 2


def test_a_stopped_pull_goes_on_later(place: Home, hub: Hub, content: bytes) -> None:
    done: list[int] = []
    with pytest.raises(PullStopped) as stopped:
        pull(
            place,
            NAME,
            now=NOW,
            progress=lambda bytes_, total: done.append(bytes_),
            cancelled=lambda: bool(done),
        )
    assert stopped.value.exit_code == 1
    assert pulled(place) == []
    hub.asked.clear()
    pull(place, NAME, now=NOW)
    assert hub.downloads == [f"bytes={done[-1]}-"]


def test_a_model_larger_than_the_disk_is_told_before_it_is_fetched(place: Home, hub: Hub) -> None:
    hub.claimed = 1 << 60
    with pytest.raises(DiskFull, match="free"):
        pull(place, NAME, now=NOW)
    assert hub.downloads == []


def test_two_pulls_at_once_are_one_too_many(place: Home, hub: Hub) -> None:
    def again(file: str, size: int | None, licence: str) -> None:
        with pytest.raises(Locked, match="already"):
            pull(place, NAME, now=NOW)

    assert pull(place, NAME, now=NOW, announce=again).path.exists()


def test_without_a_network_the_error_says_what_to_do(place: Home, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelMissing) as missing:
        pull(place, NAME, now=NOW)
    assert "network" in missing.value.hint


@pytest.mark.parametrize(
    "name", ["https://huggingface.co/a/b", "a/b", "a/b/c.bin", "../b/c.gguf", "a/b/../c.gguf", "a/b/.gguf"]
)
def test_what_names_no_file_of_a_repository_is_refused_unasked(place: Home, hub: Hub, name: str) -> None:
    with pytest.raises(BadInput):
        pull(place, name, now=NOW)
    assert hub.asked == []


def test_an_unknown_name_gets_the_nearest_ones(place: Home, hub: Hub) -> None:
    for ask in (lambda: pull(place, "qwen2.5", now=NOW), lambda: found(place, "qwen2.5")):
        with pytest.raises(ModelMissing, match=r"qwen2\.5-1\.5b"):
            ask()
    with pytest.raises(ModelMissing, match="ebb models pull qwen3-4b"):
        found(place, "qwen3-4b")
    with pytest.raises(ModelMissing, match="no file"):
        found(place, "nowhere/at-all.gguf")
    assert hub.asked == []


# Looking after


def test_a_pulled_model_that_changed_is_found_out_though_its_header_is_sound(place: Home, hub: Hub) -> None:
    model = pull(place, NAME, now=NOW)
    spoilt = bytearray(model.path.read_bytes())
    spoilt[-1] ^= 1
    model.path.write_bytes(spoilt)
    with pytest.raises(ModelBroken, match="not what was pulled"):
        verified(place, model.path)


def test_a_model_of_ones_own_is_checked_but_has_no_sum_and_is_never_deleted(place: Home, tmp_path: Path) -> None:
    own = scripted(tmp_path / "own.gguf", "Yes.")
    about, note = verified(place, own)
    assert (about.path, note) == (own, None)
    with pytest.raises(ModelMissing, match="not pulled by Ebb"):
        removable(place, str(own))
    assert own.exists()


def test_removing_leaves_nothing_behind(place: Home, hub: Hub) -> None:
    model = pull(place, NAME, now=NOW)
    model.path.with_name("small.gguf.part").write_bytes(b"GG")
    remove(place, removable(place, "small.gguf"))
    assert list(place.models.iterdir()) == []
    with pytest.raises(ModelMissing):
        removable(place, NAME)


def test_a_note_that_cannot_be_read_is_no_model(place: Home, hub: Hub) -> None:
    model = pull(place, NAME, now=NOW)
    note = model.path.with_name("small.gguf.json")
    for text in ("{", "[]", json.dumps({"name": "x"})):
        note.write_text(text)
        assert pulled(place) == []
