"""`ebb backup`, `ebb restore-backup` and `ebb doctor`: keeping the memory well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import ExitCode, UsageError
from core.text.sanitise import shown_line
from ui.cli.command import Command
from ui.cli.lines import wrapped
from ui.cli.moments import local_now
from ui.cli.output import agreed, can_ask, paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.upkeep import Check

_MODEL_CHECKS = frozenset({"language model", "reading"})
_LIVE_CHECKS = frozenset({"screen"})
"""What a command of its own reports; the memory is sound all the same."""


@click.command(cls=Command)
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.pass_obj
def backup(session: Session, file: str, force: bool) -> ExitCode:
    """Copy the whole memory into FILE, also while it is in use.

    Saved searches, the app's look and its keys go with it; pictures of the screen and models do not.
    """
    target = Path(file).expanduser().absolute()
    if target.exists() and not force:
        raise UsageError(f"{target} is there already.", "Choose another name, or add --force.")
    with session.open() as ebb:
        made = ebb.backup(target)
    if session.json:
        put_json({"file": str(made), "bytes": made.stat().st_size})
    else:
        from ui.cli.figures import size

        put(str(made))
        say(f"Backed up, {size(made.stat().st_size)}.")
    return ExitCode.DONE


@click.command("restore-backup", cls=Command)
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore_backup(session: Session, file: str, yes: bool) -> ExitCode:
    """Put the memory back as it was in the backup FILE.

    The present memory is kept in a file beside it.
    """
    from app.restoring import restored

    home = session.place()
    if home.db.exists() and not yes:
        if not can_ask():
            raise UsageError("Nothing was restored: there is no terminal to ask on.", "Add --yes to agree beforehand.")
        if not agreed(f"Replace the memory in {home.root}?"):
            say("Nothing was restored.")
            return ExitCode.DONE
    before = restored(home, Path(file).expanduser().absolute(), local_now())
    if session.json:
        put_json({"home": str(home.root), "before": str(before) if before else None})
    else:
        say("Restored." + (f" What was there before is in {before}." if before else ""))
    return ExitCode.DONE


@click.command(cls=Command)
@click.option("--fix", is_flag=True, help="Make the indexes anew.")
@click.pass_obj
def doctor(session: Session, fix: bool) -> ExitCode:
    """Check the memory, the models and the machine.

    What is wrong is told with what to do about it. The exit code is 4 if the memory is damaged, 5 if the chosen
    language model or what reads the screen cannot be used, otherwise 0.
    """
    with session.open() as ebb:
        if fix:
            ebb.reindex()
        checks = ebb.doctor()
    if session.json:
        found = [{"name": one.name, "ok": one.ok, "detail": one.detail, "hint": one.hint} for one in checks]
        put_json({"checks": found, "problems": sum(one.ok is False for one in checks)})
    else:
        _report(checks)
    broken = {one.name for one in checks if one.ok is False} - _LIVE_CHECKS
    if broken - _MODEL_CHECKS:
        return ExitCode.CANNOT_OPEN
    return ExitCode.MODEL if broken else ExitCode.DONE


def _report(checks: Sequence[Check]) -> None:
    marks = {True: paint("✓", "good"), None: paint("!", "warn"), False: paint("✗", "bad")}
    room = max(len(one.name) for one in checks)
    for one in checks:
        for number, line in enumerate(wrapped(shown_line(one.detail), width() - room - 4)):
            put(f"{' ' if number else marks[one.ok]} {('' if number else one.name).ljust(room)}  {line}")
        if one.ok is not True and one.hint:
            for line in wrapped(shown_line(one.hint), width() - room - 4):
                put(f"{' ' * (room + 2)}  {paint(line, 'dim')}")
