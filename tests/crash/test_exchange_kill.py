"""Killed at any moment of an export or an import: the next one completes it, nothing is doubled, no file is half."""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import Ebb
from app.vault import json_form
from app.vault.reading import is_page
from core.store.adopting import unsettled
from tests.crash import exchange
from tests.crash.test_kill import SIGKILLED, Victim, say
from tests.unit.app.vault.scene import export, furnish, take_back, told
from tests.unit.core.store.scene import assert_sound

KILLS = int(os.environ.get("EBB_KILLS", "50"))
MEMORIES = 80
EACH = 5
"""Kills until a run may come to its end."""

__all__ = ["say"]


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    """The program, started once."""
    started = Victim(exchange.__file__)
    yield started
    started.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory with a few hundred files to be."""
    home = tmp_path_factory.mktemp("exchange") / "home"
    random_ = random.Random(4)
    with Ebb.open(home, background=False) as ebb:
        furnish(ebb)
        ids = ebb.add_many([{"text": f"Note {n} {'word ' * random_.randint(1, 300)}"} for n in range(MEMORIES)])
        for a, b in zip(ids, ids[1:], strict=False):
            ebb.link(a, b, f"follows {a}")
        ebb.settle()
    return home


def notes(root: Path) -> dict[str, bytes]:
    """Every file of a vault that people see."""
    found = (path for path in root.rglob("*") if path.is_file() and ".ebb" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def timed(work: Callable[[], object]) -> float:
    """How many seconds it takes undisturbed."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_killed_while_it_writes_a_vault(victim: Victim, home: Path, say: Callable[[str], None]) -> None:
    random_, cut = random.Random(1), 0
    with Ebb.open(home, background=False) as ebb:
        seconds = timed(lambda: export(ebb, exchange.vault(home, 0)))
        before = notes(exchange.vault(home, 0))
        changed = [memory.id for memory in ebb.select(limit=40)]
        for id in changed:
            ebb.edit(id, text=f"{ebb.get(id).text}\nChanged.")
        export(ebb, exchange.vault(home, 1))
    after = notes(exchange.vault(home, 1))
    for number in range(KILLS):
        vault = exchange.vault(home, 2 + number // EACH)
        if number % EACH == 0 and number % 2 == 0:
            shutil.copytree(exchange.vault(home, 0), vault)  # some that are to be renewed, some that are new
        said, ended = victim.round("export", home, 2 + number // EACH, random_.uniform(0, seconds))
        assert ended == SIGKILLED
        cut += not said
        for name, data in notes(vault).items():
            assert data in (before.get(name), after.get(name)) or is_page(data.decode()), f"{name} is half"
        if number % EACH == EACH - 1:
            with Ebb.open(home, background=False) as ebb:
                report = export(ebb, vault)
                assert (report.edited, report.deleted, report.left) == ([], [], [])
                assert notes(vault) == after
                assert export(ebb, vault).changed == 0
            assert not list((vault / ".ebb" / "tmp").iterdir())
    assert cut > KILLS // 3, "it was killed at its work"
    say(f"export: {KILLS} kills, {cut} in the middle of {seconds:.2f} s; each vault was completed, no file was half")


@pytest.mark.parametrize("form", ["vault", "json"])
def test_killed_while_it_reads_one_back(
    victim: Victim, home: Path, tmp_path: Path, say: Callable[[str], None], form: str
) -> None:
    random_, cut = random.Random(form), 0
    vault = exchange.vault(tmp_path / "x", 0)
    with Ebb.open(home, background=False) as ebb:
        export(ebb, vault) if form == "vault" else json_form.write(ebb, vault)
        whole = told(ebb)
    with Ebb.open(tmp_path / "first", background=False) as ebb:
        seconds = timed(lambda: take_back(ebb, vault))
    place = tmp_path
    for number in range(KILLS):
        place = tmp_path / f"home-{number // EACH}"
        said, ended = victim.round("import", place, 0, random_.uniform(0, seconds + 0.1))
        assert ended == SIGKILLED
        cut += not said
        if number % EACH == EACH - 1:
            with Ebb.open(place, background=False) as ebb:
                there = {one["id"]: one["text"] for one in told(ebb)}
                assert there.items() <= {one["id"]: one["text"] for one in whole}.items()
                report = take_back(ebb, vault)
                assert (report.added + len(there), report.skipped) == (len(whole), ())
                assert told(ebb) == whole
                assert ebb.exchange.store.read(lambda connection: unsettled(connection, 0, 1)) == []
                assert_sound(ebb.exchange.store)
    assert cut > KILLS // 3, "it was killed at its work"
    say(f"import of a {form}: {KILLS} kills, {cut} in the middle of {seconds:.2f} s; each was completed without a loss")


def test_killed_while_it_writes_json(victim: Victim, home: Path, say: Callable[[str], None]) -> None:
    random_, cut = random.Random(3), 0
    with Ebb.open(home, background=False) as ebb:
        seconds = timed(lambda: json_form.write(ebb, home.parent / "reference"))
        ebb.add("One more.")
        json_form.write(ebb, home.parent / "newer")
    old, new = ((home.parent / name / "ebb.jsonl").read_bytes() for name in ("reference", "newer"))
    path = exchange.vault(home, 900) / "ebb.jsonl"
    for _ in range(max(5, KILLS // 5)):
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
        path.write_bytes(old)
        said, ended = victim.round("json", home, 900, random_.uniform(0, seconds + 0.1))
        assert ended == SIGKILLED
        cut += not said
        assert path.read_bytes() in (old, new)
    with Ebb.open(home, background=False) as ebb:
        json_form.write(ebb, path)
    assert path.read_bytes() == new and [one.name for one in path.parent.iterdir()] == ["ebb.jsonl"]
    say(f"json: {cut} kills in the middle of {seconds:.2f} s; the file was always the old or the new one")
