"""`ebb undo`: what Ebb changed on its own, run by run, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import ExitCode, UsageError
from core.text.sanitise import shown_line
from ui.cli.command import Command
from ui.cli.moments import local_now
from ui.cli.output import agreed, can_ask, paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app import Ebb
    from app.network import Changed, Run
    from core.links.undoing import Undone

_SHOWN = 20
_LISTED = 20
_KINDS = {"behind": "after adding", "sleep": "asleep", "librarian": "in idle time"}
_ACCOUNT = frozenset(
    "asked milliseconds described reworded portrayed kept dropped copied repeated looped failed broke".split()
)
"""Counts of a run that say what it took, not what it changed."""
_NOUNS = {
    "revisions": ("change", "changes"),
    "links": ("link", "links"),
    "statements": ("fact closed", "facts closed"),
    "superseded": ("memory superseded", "memories superseded"),
    "names": ("name made one with another", "names made one with others"),
    "derived": ("summary", "summaries"),
    "proposals": ("proposal", "proposals"),
    "judged": ("conflict judged", "conflicts judged"),
    "likened": ("pair of names judged", "pairs of names judged"),
    "notes": ("judgement", "judgements"),
}


@click.command(cls=Command)
@click.argument("run", required=False)
@click.option("--list", "listing", is_flag=True, help="List the runs and what each did.")
@click.option("--dry-run", is_flag=True, help="Only show what would be taken back.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--limit", type=click.IntRange(1), default=_LISTED, metavar="N", help="How many runs to list.")
@click.pass_obj
def undo(session: Session, run: str | None, listing: bool, dry_run: bool, yes: bool, limit: int) -> ExitCode:
    """Take back all that Ebb changed in one run.

    Without RUN it is the newest. A run is what Ebb does on its own after something was added, or in one sleep: it links
    memories, revises their contexts and tags, closes what is superseded, writes summaries. Your texts are never part of
    it. What was taken back is not done again.
    """
    with session.open() as ebb:
        if listing:
            return _list(session, ebb, limit)
        chosen = ebb.network.run(run) if run else _newest(ebb)
        if chosen is None:
            say("There is nothing to take back.")
            return ExitCode.NOTHING
        _preview(ebb, chosen)
        undone = None
        if not dry_run and (yes or _agreed()):
            undone = ebb.network.undo_run(chosen.name)
    if session.json:
        put_json({"run": chosen.name, "undone": undone.to_json() if undone else None, "dry_run": dry_run})
    elif undone:
        put(chosen.name)
    say(_outcome(undone))
    return ExitCode.DONE


def _newest(ebb: Ebb) -> Run | None:
    return next((run for run in ebb.network.runs(200) if run.state != "undone" and told(run.counts)), None)


def _list(session: Session, ebb: Ebb, limit: int) -> ExitCode:
    found = ebb.network.runs(limit)
    if session.json:
        put_json({"runs": [run.to_json() for run in found]})
    else:
        put("\n".join(map(_line, found)) or "Ebb has changed nothing on its own yet.")
    return ExitCode.DONE if found else ExitCode.NOTHING


def _line(run: Run) -> str:
    from core.text.times import ago

    state = {"undone": "  (undone)", "running": "  (not finished)", "cancelled": "  (cut short)"}.get(run.state, "")
    head = f"{paint(run.name, 'dim')}  {ago(run.at, local_now()):>14}  {_KINDS.get(run.kind, shown_line(run.kind)):<12}"
    return f"{head}  {told(run.counts) or 'nothing'}{state}"


def told(counts: dict[str, int]) -> str:
    """Say what a run did in words: "12 links, 3 changes"."""
    known = sorted(counts.items(), key=lambda pair: (list(_NOUNS).index(pair[0]) if pair[0] in _NOUNS else 99, pair[0]))
    return ", ".join(f"{count:,} {_noun(name, count)}" for name, count in known if count and name not in _ACCOUNT)


def _noun(name: str, count: int) -> str:
    one, many = _NOUNS.get(name, (shown_line(name), shown_line(name)))
    return one if count == 1 else many


def _preview(ebb: Ebb, run: Run) -> None:
    say(f"Run {run.name}: {told(run.counts) or 'nothing'}.")
    changes = ebb.network.changes(run.name)
    for changed in changes[:_SHOWN]:
        for line in _changed(changed):
            say(line)
    if len(changes) > _SHOWN:
        say(f"  … and {len(changes) - _SHOWN:,} more changes")


def _changed(changed: Changed) -> Iterator[str]:
    from ui.cli.history import differences
    from ui.cli.lines import name

    yield f"  {changed.memory.id}  {name(changed.memory, width() - 30)}"
    yield from (f"    {line}" for line in differences(changed.revision, width() - 4))


def _agreed() -> bool:
    if can_ask():
        return agreed("Take this back?")
    raise UsageError("Nothing was undone: there is no terminal to ask on.", "Add --yes to agree beforehand.")


def _outcome(undone: Undone | None) -> str:
    if undone is None:
        return "Nothing was undone."
    counts = undone.to_json()
    kept = counts.pop("kept")
    left = f" {kept} {'field was' if kept == 1 else 'fields were'} changed since and left as they are." if kept else ""
    return f"Taken back: {told(counts) or 'nothing'}.{left}"
