"""`ebb timeline`: days and what they hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from core.errors import ExitCode
from ui.cli.command import Command
from ui.cli.moments import local_now, moment
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from core.memory import Memory


@click.command(cls=Command)
@click.option("--day", metavar="WHEN", help="The memories of one day: 2023-05-12, yesterday.")
@click.option("--limit", type=click.IntRange(1), default=30, metavar="N", show_default=True, help="How many days.")
@click.pass_obj
def timeline(session: Session, day: str | None, limit: int) -> ExitCode:
    """Look back by day.

    Lists how much each day holds, or with --day what that day holds.
    """
    chosen = moment(day, local_now())
    with session.open() as ebb:
        if chosen is None:
            return _days(session, ebb.days(limit))
        date_ = chosen.astimezone().date()
        return _day(session, date_, ebb.day(date_))


def _days(session: Session, days: list[tuple[date, int]]) -> ExitCode:
    if session.json:
        put_json({"days": [{"day": day.isoformat(), "count": count} for day, count in days]})
    elif days:
        most = max(count for _, count in days)
        room = min(60, width() - 26)
        for day, count in days:
            bar = "█" * (count if most <= room else max(1, count * room // most))
            put(f"{day:%a} {day.isoformat()}  {count:>6,}  {paint(bar, 'tag')}")
    else:
        say("Nothing is remembered yet.")
    return ExitCode.DONE if days else ExitCode.NOTHING


def _day(session: Session, day: date, memories: list[Memory]) -> ExitCode:
    if session.json:
        put_json({"day": day.isoformat(), "memories": [memory.to_json() for memory in memories]})
    elif memories:
        from ui.cli.lines import name

        put(paint(f"{day:%A}, {day.day} {day:%B %Y}", "title"))
        for memory in memories:
            at = memory.occurred_at.astimezone()
            put(f"{at:%H:%M}  {paint(memory.id, 'dim')}  {name(memory, width() - 35)}")
    else:
        say(f"Nothing is remembered of {day.isoformat()}.")
    return ExitCode.DONE if memories else ExitCode.NOTHING
