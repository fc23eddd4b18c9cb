"""What the tests of the way out and back share: memories to send round, and how they are told."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import Ebb
from app.importing.report import Report
from app.importing.run import imported
from app.vault import opening
from app.vault.report import Report as Exported
from app.vault.wanted import Wanted

NOON = datetime(2024, 5, 8, 12, 0, tzinfo=UTC)


def export(ebb: Ebb, root: Path, wanted: Wanted | None = None) -> Exported:
    """Write the vault."""
    return opening.export(ebb, root, wanted or Wanted())


def take_back(ebb: Ebb, path: Path, **more: Any) -> Report:
    """Import what is there, as `auto` recognises it."""
    return imported(ebb, path, **more)


def told(ebb: Ebb) -> list[dict[str, Any]]:
    """Everything that a program sees of every memory, by id; links in one order, without what time does to it."""
    every = ebb.select(kinds=("note", "chat", "screen", "document", "summary", "fact", "profile"))
    facts = []
    for memory in sorted(every, key=lambda one: one.id):
        whole = ebb.get(memory.id)
        plain = {**whole.to_json(), "trust": whole.trust, "difficulty": whole.difficulty, "role": whole.role}
        plain |= {"importance": whole.importance, "recalls": whole.recall_count, "last": whole.last_recalled_at}
        del plain["retention"]
        facts.append({**plain, "links": sorted(plain["links"], key=str)})
    return facts


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    """The bytes and mtime_ns of every file below a folder, Ebb's own list of files too."""
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def note_of(root: Path, id: str) -> Path:
    """The file of a memory."""
    return next(path for path in root.rglob("*.md") if f'ebb-id: "{id}"' in path.read_text())


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change a file as an editor does."""
    before = path.read_bytes().decode()
    after = change(before)
    assert after != before
    path.write_bytes(after.encode())


def furnish(ebb: Ebb) -> tuple[str, str, str]:
    """A few memories of every sort, linked; returns the ids of three notes."""
    home = ebb.add(
        "We live by the harbour, with Ana. See [[Plan]] and [[Nobody]].",
        title="Home",
        tags=["casa", "garden"],
        occurred_at=NOON,
    )
    plan = ebb.add("The plan\r\nis --- simple:\n\n---\n%% ebb:links %%\n", title="Plan")
    other = ebb.add(
        "  Grace visited on 3 May 2023, with a lantern.\n\n", source={"app": "paper", "file": "/tmp/x y.txt"}
    )
    for number in range(4):
        source = {"app": "talk", "thread": "t1", "author": "Ana" if number % 2 else "Ben", "uri": f"t1/{number}"}
        ebb.add("Rain again.", kind="chat", source=source, occurred_at=NOON)
    ebb.link(home, other, "because: it [[was]] so")
    ebb.pin(home)
    return home, plan, other
