"""`ebb timeline`: days and what they hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from core.errors import ExitCode
from core.text.sanitise import cells, shown_line
from ui.cli.command import Command
from ui.cli.moments import local_now, moment
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.screens.browsing import Episode as Seen
    from app.sleeping import Episode
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
            days = ebb.days(limit)
            digests = ebb.levels.digests(days[-1][0], days[0][0]) if days else {}
            return _days(session, days, digests)
        date_ = chosen.astimezone().date()
        memories = ebb.day(date_)
        seen = ebb.screens.of_memories([memory.id for memory in memories if memory.kind == "screen"])
        return _day(session, date_, memories, ebb.levels.digest(date_), ebb.levels.episodes(date_), seen)


def _days(session: Session, days: list[tuple[date, int]], digests: dict[date, Memory]) -> ExitCode:
    if session.json:
        put_json({"days": [{"day": day.isoformat(), "count": count} | _of(digests.get(day)) for day, count in days]})
    elif days:
        most = max(count for _, count in days)
        room = min(60, width() - 26)
        for day, count in days:
            bar = "█" * (count if most <= room else max(1, count * room // most))
            put(f"{day:%a} {day.isoformat()}  {count:>6,}  {paint(bar, 'tag')}")
            if day in digests:
                put(paint(_line(digests[day]), "dim"))
    else:
        say("Nothing is remembered yet.")
    return ExitCode.DONE if days else ExitCode.NOTHING


def _of(digest: Memory | None) -> dict[str, str]:
    return {"digest": digest.id} if digest else {}


def _line(digest: Memory) -> str:
    """The first thing that a digest quotes, on one line below its day."""
    told = digest.text.split("\n")
    return "     " + shown_line(told[1] if len(told) > 1 else told[0], width() - 5)


def _day(
    session: Session,
    day: date,
    memories: list[Memory],
    digest: Memory | None,
    episodes: list[Episode],
    seen: dict[str, Seen],
) -> ExitCode:
    if session.json:
        parts = [{"id": one.memory.id, "title": one.memory.title, "ids": list(one.ids)} for one in episodes]
        listed = {"day": day.isoformat(), "memories": [memory.to_json() for memory in memories]}
        put_json(listed | ({"episodes": parts} if parts else {}) | _of(digest))
    elif memories:
        put(paint(f"{day:%A}, {day.day} {day:%B %Y}", "title"))
        if digest:
            put("\n".join(paint(shown_line(line, width()), "dim") for line in digest.text.split("\n")[1:]))
        _entries(memories, episodes, seen)
    else:
        say(f"Nothing is remembered of {day.isoformat()}.")
    return ExitCode.DONE if memories else ExitCode.NOTHING


def _entries(memories: list[Memory], episodes: list[Episode], seen: dict[str, Seen]) -> None:
    """The memories in order, each episode below its title; what was seen on the screen with program and times."""
    from ui.cli.lines import name, where_seen

    of = {id: episode for episode in episodes for id in episode.ids}
    above: Episode | None = None
    for memory in memories:
        episode = of.get(memory.id)
        if episode is not above:
            put("" if episode is None else f"\n{paint(shown_line(episode.memory.title, width()), 'title')}")
            above = episode
        at = memory.occurred_at.astimezone()
        where = f"  {where_seen(seen[memory.id])}" if memory.id in seen else ""
        put(f"{at:%H:%M}  {paint(memory.id, 'dim')}  {name(memory, width() - 35 - cells(where))}{paint(where, 'dim')}")
