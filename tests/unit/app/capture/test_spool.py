"""The spool: pixels wait in memory, whole or not at all, bounded, and for their owner alone."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.capture import spool as spools
from app.capture.spool import Spool, SpoolError, SpoolFull, SpoolLost
from app.home import Home, prepare
from core.screen.frame import Rect, Sighting, View, Window

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
WINDOW = Window("0x1", "editor", "notes.txt", Rect(0, 0, 300, 200))


@pytest.fixture
def place(home: Path) -> Home:
    """A prepared home."""
    return prepare(Home(home))


@pytest.fixture
def spool(place: Home) -> Iterator[Spool]:
    """The spool of a fresh home, taken away again afterwards."""
    made = Spool(place)
    yield made
    made.clear()


def sighting(*bands: Rect, key: bool = False, seed: int = 0) -> Sighting:
    """Something new in a window of 300 x 200 pixels of noise."""
    pixels = np.random.default_rng(seed).integers(0, 256, (200, 300, 4), np.uint8)
    return Sighting(View(WINDOW, "one", WINDOW.rect, pixels), AT, bands, key)


def test_a_key_frame_comes_back_whole(spool: Spool) -> None:
    put = sighting(Rect(0, 0, 300, 200), key=True)
    found = spool.load(spool.put(put))
    assert found.key and found.bands == put.bands == found.regions
    np.testing.assert_array_equal(found.pixels, put.view.pixels)


def test_of_another_frame_the_bands_alone_are_kept_one_below_the_other(spool: Spool) -> None:
    put = sighting(Rect(10, 20, 100, 16), Rect(0, 60, 250, 30))
    found = spool.load(spool.put(put))
    assert (found.key, found.bands, found.pixels.shape) == (False, put.bands, (46, 250, 4))
    for band, region in zip(found.bands, found.regions, strict=True):
        there = found.pixels[region.y : region.bottom, region.x : region.right]
        np.testing.assert_array_equal(there, put.view.pixels[band.y : band.bottom, band.x : band.right])


def test_what_was_loaded_can_be_painted_over(spool: Spool) -> None:
    found = spool.load(spool.put(sighting(Rect(0, 0, 300, 200), key=True)))
    found.pixels[:] = 0
    assert not found.pixels.any()


def test_ids_come_oldest_first_and_go_when_dropped(spool: Spool) -> None:
    first, second, third = (spool.put(sighting(Rect(0, 0, 20, 20), seed=seed)) for seed in range(3))
    assert spool.ids() == [first, second, third]
    spool.drop(second)
    spool.drop(second)
    assert spool.ids() == [first, third]
    with pytest.raises(SpoolLost):
        spool.load(second)


def test_what_one_process_put_another_finds(spool: Spool, place: Home) -> None:
    name = spool.put(sighting(Rect(0, 0, 20, 20)))
    script = "import sys; from app.home import Home; from app.capture.spool import Spool; from pathlib import Path\n"
    script += "found = Spool(Home(Path(sys.argv[1]))); print(found.load(sys.argv[2]).pixels.shape)"
    done = subprocess.run([sys.executable, "-c", script, str(place.root), name], capture_output=True, text=True)
    assert done.stdout.strip() == "(20, 20, 4)", done.stderr


def test_it_lies_in_memory_and_only_its_owner_may_look(spool: Spool) -> None:
    spool.put(sighting(Rect(0, 0, 20, 20)))
    kind = subprocess.run(["stat", "-f", "-c", "%T", str(spool.folder)], capture_output=True, text=True).stdout.strip()
    assert kind == "tmpfs"
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in spool.folder.iterdir()} == {0o600}


def test_two_homes_share_nothing(spool: Spool, tmp_path: Path) -> None:
    spool.put(sighting(Rect(0, 0, 20, 20)))
    other = Spool(prepare(Home(tmp_path / "other")))
    try:
        assert other.ids() == []
    finally:
        other.clear()


def test_the_environment_of_the_session_does_not_move_a_spool_that_is_there(
    spool: Spool, place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = spool.put(sighting(Rect(0, 0, 20, 20)))
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/dev/shm")
    assert Spool(place).ids() == [name]


def test_it_never_grows_beyond_its_limit(place: Home) -> None:
    small = Spool(place, limit=400_000)
    try:
        small.put(sighting(Rect(0, 0, 300, 200), key=True))
        assert small.has_room()
        small.put(sighting(Rect(0, 0, 150, 150), seed=1))
        assert not small.has_room()
        with pytest.raises(SpoolFull):
            small.put(sighting(Rect(0, 0, 300, 200), key=True, seed=2))
        assert small.bytes() <= 400_000 and len(small.ids()) == 2
    finally:
        small.clear()


def test_a_half_written_entry_is_no_entry_and_is_swept(spool: Spool) -> None:
    name = spool.put(sighting(Rect(0, 0, 20, 20)))
    (spool.folder / "01ARZ3NDEKTSV4RRFFQ69G5FAV.part").write_bytes(b"half")
    assert spool.ids() == [name]
    assert spool.sweep() == 1
    assert spool.ids() == [name]


@pytest.mark.parametrize("damage", [b"", b"EBBSPOOL", b"something else entirely, and long enough to hold a head"])
def test_a_damaged_entry_is_lost_and_no_worse(spool: Spool, damage: bytes) -> None:
    name = spool.put(sighting(Rect(0, 0, 20, 20)))
    (spool.folder / f"{name}.pixels").write_bytes(damage)
    with pytest.raises(SpoolLost):
        spool.load(name)


def test_an_entry_cut_short_is_lost(spool: Spool) -> None:
    name = spool.put(sighting(Rect(0, 0, 20, 20)))
    path = spool.folder / f"{name}.pixels"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(SpoolLost):
        spool.load(name)


@pytest.mark.parametrize("id", ["../secret", "", "01arz3ndektsv4rrffq69g5fav", "/etc/passwd"])
def test_what_is_no_id_names_no_file(spool: Spool, id: str) -> None:
    with pytest.raises(SpoolLost):
        spool.load(id)
    spool.drop(id)


def test_a_folder_that_somebody_planted_as_a_link_is_refused(place: Home, tmp_path: Path) -> None:
    folder = spools._folder(place)
    os.symlink(tmp_path, folder)
    try:
        with pytest.raises(SpoolError, match="somebody else"):
            Spool(place)
    finally:
        folder.unlink()


def test_a_system_without_a_folder_in_memory_gets_no_spool(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "_IN_MEMORY", ())
    with pytest.raises(SpoolError, match="no folder in memory"):
        Spool(place)
