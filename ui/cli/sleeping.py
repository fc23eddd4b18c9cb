"""`ebb sleep`: what was taken in becomes episodes, digests, cards and a profile, now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import ExitCode
from core.text.sanitise import shown_line
from ui.cli.command import Command
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.levels.report import Change, SleepReport

_VERBS = {
    "settling": "Settling",
    "days": "Reading days",
    "weeks": "Reading weeks",
    "cards": "Writing cards",
    "profile": "Writing the profile",
    "rewriting": "Putting into words",
    "describing": "Describing",
}
_SHOWN = 40
_NOUNS = {"episode": "episodes", "day": "days", "week": "weeks", "card": "cards", "profile": "profiles"}


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Say what would be made, and write nothing.")
@click.option("--no-model", is_flag=True, help="Leave the language model out.")
@click.pass_obj
def sleep(session: Session, dry_run: bool, no_model: bool) -> ExitCode:
    """Make episodes, digests, cards and a profile of what is new.

    Only what has changed since the last sleep is read. Ctrl-C ends it in good order; the rest follows next time.
    """
    from ui.cli.progress import Progress, interruptible

    bar = Progress("Settling")

    def show(phase: str, done: int, total: int) -> None:
        bar.verb = _VERBS.get(phase, phase)
        bar(done, total)

    with session.open() as ebb:
        try:
            with interruptible() as interrupted:
                report = ebb.levels.sleep(dry_run, show, interrupted, model=not no_model)
        finally:
            bar.end()
    if session.json:
        put_json(report.to_json())
    else:
        _tell(report)
    return ExitCode.DONE


def _tell(report: SleepReport) -> None:
    for change in report.changes[:_SHOWN]:
        put(_line(change))
    if len(report.changes) > _SHOWN:
        put(f"… and {len(report.changes) - _SHOWN:,} more")
    for line in _sums(report):
        say(line)


def _line(change: Change) -> str:
    id = change.id or "-" * 26
    return f"{paint(id, 'dim')}  {change.outcome:<7}  {change.role:<7}  {shown_line(change.title, width() - 48)}"


def _sums(report: SleepReport) -> Iterator[str]:
    """What it came to, in sentences."""
    counts = report.counts()
    would = "would be " if report.dry_run else ""
    for outcome in ("made", "remade", "removed"):
        if roles := counts.get(outcome):
            yield f"{', '.join(_amount(role, number) for role, number in roles.items())} {would}{outcome}."
    if kept := sum(counts.get("kept", {}).values()):
        yield f"{kept:,} left as you edited {'it' if kept == 1 else 'them'}."
    if report.reworded or report.described:
        yield f"The model put {report.reworded:,} digests into words and described {report.described:,} memories."
    if report.problem:
        yield f"The language model was left out: {shown_line(report.problem)}"
    if report.dry_run and report.pending:
        yield f"Not read yet: {report.pending:,}; a sleep reads these first, and may then make more of them."
    if report.proposals:
        yield f"Likely conflicts and duplicates for you to decide: {report.proposals:,} (ebb conflicts)."
    if report.fading:
        yield f"Fading and worth keeping: {report.fading:,} (ebb review)."
    if report.cancelled:
        yield "Interrupted; what is done stays, and the rest follows with the next sleep."
    elif not report.changes:
        yield "There is nothing new to make anything of."
    if report.run:
        yield f"Run {report.run}."


def _amount(role: str, number: int) -> str:
    return f"{number:,} {role if number == 1 else _NOUNS.get(role, role)}"
