"""What stands beside a memory goes into its backup and comes back with it, and nothing that would let others in."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import Ebb
from app.adjusting import set_value
from app.beside import collected, put_back
from app.config import load
from app.home import located
from app.restoring import restored
from app.saved import FILE, Saved

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINE = '# mine\n[app]\ntheme = "contrast" # for my eyes\n[app.keys]\n# back\n"search.why" = "F"\n'


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    """A backup of a home with a saved search, a look and a key of its own."""
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The boat is moored.")
        Saved(home).save("roof", "roof kind:note")
        (home / "config.toml").write_text(MINE + '[language]\nallow_remote = true\nserver = "http://far.example/v1"\n')
        return ebb.backup(tmp_path / "copy.db")


def test_searches_and_the_apps_settings_come_back_on_another_machine(backup: Path, tmp_path: Path) -> None:
    home = located(tmp_path / "other")
    assert restored(home, backup, NOW) is None
    assert Saved(home.root).all() == {"roof": "roof kind:note"}
    assert stat.S_IMODE((home.root / FILE).stat().st_mode) == 0o600
    config = load(home.config)
    assert (config.app.theme, config.app.keys) == ("contrast", {"search.why": "F"})
    assert (config.language.allow_remote, config.language.server) == (False, None), "a backup lets nobody in"
    with Ebb.open(home.root, background=False) as ebb:
        assert ebb.count() == 1
        assert "beside" not in ebb._store.read(
            lambda connection: [name for (name,) in connection.execute("SELECT name FROM sqlite_schema")]
        )


def test_what_was_there_before_is_kept_and_comes_back_too(backup: Path, home: Path) -> None:
    place = located(home)
    Saved(home).remove("roof")
    Saved(home).save("boat", "boat")
    (home / "config.toml").write_text('# new\n[app]\nstart = "review"\n[app.keys]\n# f\n"everywhere.jobs" = "f12"\n')
    kept = restored(place, backup, NOW)
    assert kept is not None
    assert Saved(home).all() == {"roof": "roof kind:note"}
    config = load(place.config)
    assert (config.app.theme, config.app.start, config.app.keys) == ("contrast", "today", {"search.why": "F"})
    assert {"# new", "# f"} <= set((home / "config.toml").read_text().splitlines())
    restored(place, kept, NOW.replace(hour=13))
    assert Saved(home).all() == {"boat": "boat"}
    config = load(place.config)
    assert (config.app.theme, config.app.start, config.app.keys) == ("auto", "review", {"everywhere.jobs": "f12"})


def test_beside_a_damaged_memory_nothing_is_overwritten(backup: Path, home: Path) -> None:
    (home / "ebb.db").write_bytes(b"Dear diary, this is not SQLite. " * 200)
    Saved(home).save("boat", "boat")
    set_value(home, "app.theme", "dark")
    assert restored(located(home), backup, NOW) is not None
    assert set(Saved(home).all()) == {"boat", "roof"}
    assert load(home / "config.toml").app.theme == "dark"


def test_a_copy_of_a_memory_alone_changes_nothing_beside_it(home: Path, tmp_path: Path) -> None:
    from core.store import backup as copies

    with Ebb.open(home, background=False) as ebb:
        ebb.add("The boat is moored.")
        ebb._store.read(lambda connection: copies.copy_to(connection, tmp_path / "old.db"))
    Saved(home).save("boat", "boat")
    restored(located(home), tmp_path / "old.db", NOW)
    assert Saved(home).all() == {"boat": "boat"}


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "[]",
        "{",
        json.dumps({"app.theme": "mauve", "app.keys": {"a": 1}, "app.none": 1, "app.start": None}),
        json.dumps({"language.model": "/elsewhere.gguf", "mcp.clients": {"all": {"add": True}}}),
    ],
)
def test_settings_that_do_not_fit_are_left_out(home: Path, settings: str) -> None:
    home.mkdir()
    put_back(located(home), {"app.json": settings, "../../escaped": "x"})
    assert load(home / "config.toml").app == load(home / "nothing.toml").app
    assert not list(home.parent.glob("**/escaped"))


def test_keys_that_are_no_table_are_replaced(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[app]\nkeys = 3\n")
    put_back(located(home), {"app.json": json.dumps({"app.keys": {"search.why": "F"}})})
    assert load(home / "config.toml").app.keys == {"search.why": "F"}


def test_files_that_cannot_be_read_are_left_as_they_are(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[app")
    (home / FILE).write_bytes(b"\xff\xfe")
    assert collected(located(home)) == {}
    put_back(located(home), {"app.json": '{"app.theme": "dark"}'})
    assert (home / "config.toml").read_text() == "[app"
    assert (home / FILE).read_bytes() == b"\xff\xfe"
