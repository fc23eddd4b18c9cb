"""`ebb stats`: how much is remembered, and what it takes on the disk."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from core.errors import ExitCode
from ui.cli.command import Command
from ui.cli.moments import date_of
from ui.cli.output import put, put_json
from ui.cli.session import Session

_STEP = 1000


@click.command(cls=Command)
@click.pass_obj
def stats(session: Session) -> ExitCode:
    """Print how much is remembered, and what it takes."""
    with session.open() as ebb:
        figures = ebb.stats()
    if session.json:
        put_json(figures)
    else:
        from ui.cli.lines import table

        put("\n".join(table(_rows(figures))))
    return ExitCode.DONE


def _rows(figures: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kinds = figures["memories"]
    parts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items(), key=lambda pair: -pair[1]) if count)
    yield "memories", f"{sum(kinds.values()):,}" + (f" ({parts})" if parts else "")
    yield "links", f"{figures['links']:,}"
    yield "pending", f"{figures['pending']:,} waiting to be embedded" if figures["pending"] else "nothing"
    if figures.get("librarian", {}).get("asked"):
        yield "librarian", _librarian(figures["librarian"])
    yield "on disk", ", ".join(f"{part} {size(count)}" for part, count in figures["bytes"].items())
    if figures["oldest"]:
        yield "from", f"{_date(figures['oldest'])} to {_date(figures['newest'])}"


def _librarian(figures: dict[str, Any]) -> str:
    """What the language model did in idle time, in words."""
    done = ", ".join(
        f"{figures[name]:,} {name}"
        for name in ("described", "reworded", "portrayed", "judged", "likened")
        if figures[name]
    )
    parts = f"{figures['kept']:,} parts kept, {figures['dropped']:,} dropped"
    return f"{figures['asked']:,} read" + (f" ({done})" if done else "") + f"; {parts}"


def size(count: float) -> str:
    """Write a number of bytes, as in 4.2 MB."""
    for unit in ("B", "kB", "MB"):
        if count < _STEP:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= _STEP
    return f"{count:.1f} GB"


def _date(time: str | datetime) -> str:
    return date_of(datetime.fromisoformat(time) if isinstance(time, str) else time)
