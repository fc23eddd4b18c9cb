"""`ebb forget` and `ebb restore`: nothing goes without having been shown, and everything not erased comes back.

What was seen on the screen is always erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode, UsageError
from ui.cli.command import Command
from ui.cli.moments import local_now, moment
from ui.cli.options import KINDS, typed
from ui.cli.output import agreed, can_ask, put, put_json, say
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from app.screens.forgetting import Erased, Wanted
    from core.memory import Memory

_SHOWN_IDS = 3


@click.command(cls=Command)
@click.argument("ids", metavar="[ID...]", nargs=-1)
@click.option("--last", metavar="SPAN", help="What was taken in or seen during the last 10m, 2h, 3d or 1w.")
@click.option("--since", metavar="WHEN", help="What happened from this time on.")
@click.option("--until", metavar="WHEN", help="What happened up to the end of this time.")
@click.option("--app", metavar="NAME", help="What came from this program.")
@click.option("--query", metavar="WORDS", help="What holds all of these words.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="What has this tag; may be repeated.")
@click.option("--kind", "kinds", type=KINDS, metavar="K", multiple=True, help="What is of this kind; may be repeated.")
@click.option("--forever", is_flag=True, help="Erase from the disk; nothing brings it back.")
@click.option("--dry-run", is_flag=True, help="Only show what would be forgotten.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.pass_obj
def forget(
    session: Session, /, ids: tuple[str, ...], forever: bool, dry_run: bool, yes: bool, **chosen: Any
) -> ExitCode:
    """Forget memories, by id or by what they share.

    With several options, what all of them apply to. It is always shown first, and 'ebb restore' brings it back,
    unless --forever was given. What was seen on the screen is erased with its pictures: nothing brings it back.
    """
    with session.open() as ebb:
        found = _chosen(ebb, ids, chosen)
        gone: list[str] = []
        erased: Erased | None = None
        if found:
            _show(ebb, found, forever)
            if not dry_run and (yes or _agreed(found, by_id=bool(ids), forever=forever)):
                gone = ebb.forget([memory.id for memory in found.memories], forever=forever)
                erased = ebb.screens.erase(found.screens) if found.screens else None
    if session.json:
        put_json(_told(found, gone, erased) | {"forever": forever, "dry_run": dry_run})
    elif gone or erased:
        put("\n".join([*gone, *(erased.whole if erased else ())]))
    say(_outcome(found, gone, erased, forever))
    if (gone and forever) or erased:
        _warn_of_copies(session)
    return ExitCode.DONE if found else ExitCode.NOTHING


@click.command(cls=Command)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.pass_obj
def restore(session: Session, ids: tuple[str, ...]) -> ExitCode:
    """Bring forgotten memories back."""
    with session.open() as ebb:
        back = ebb.restore(list(ids))
    if session.json:
        put_json({"ids": back, "count": len(back)})
    elif back:
        put("\n".join(back))
    return ExitCode.DONE if back else ExitCode.NOTHING


@dataclass(frozen=True, slots=True)
class _Found:
    """What is to be forgotten: memories that can come back, and what was seen on the screen, which is erased."""

    memories: list[Memory]
    screens: Wanted

    def __bool__(self) -> bool:
        return bool(self.memories or self.screens)

    @property
    def matched(self) -> list[str]:
        """Every memory that would be gone."""
        return [*(memory.id for memory in self.memories), *self.screens.whole]


def _chosen(ebb: Ebb, ids: tuple[str, ...], chosen: dict[str, Any]) -> _Found:
    given = [value for value in chosen.values() if value not in (None, ())]
    if "" in given:
        raise UsageError("An option is empty, so it cannot say what to forget.", "Give it a value or leave it out.")
    if bool(ids) == bool(given):
        raise UsageError("Name memories by id, or choose them with options, but not both.", "See 'ebb forget --help'.")
    if ids:
        named = list({memory.id: memory for memory in map(ebb.get, ids)}.values())
        seen = set(ebb.seen([memory.id for memory in named if memory.kind == "screen"]))
        return _Found([one for one in named if one.id not in seen], ebb.screens.wanted(ids=sorted(seen)))
    return _by_options(ebb, chosen)


def _by_options(ebb: Ebb, chosen: dict[str, Any]) -> _Found:
    from core.text.times import duration

    now = local_now()
    since, until = moment(chosen["since"], now), moment(chosen["until"], now, end=True)
    found = ebb.select(since=since, until=until, app=chosen["app"], kinds=chosen["kinds"], tags=chosen["tags"])
    if not chosen["kinds"]:
        found += _conversed(ebb, since, until, chosen)
    last = now - duration(chosen["last"]) if chosen["last"] else None
    if last:
        recent = {memory.id for memory in ebb.recorded_since(last)}
        found = [memory for memory in found if memory.id in recent]
    if chosen["query"]:
        found = _holding(found, typed([chosen["query"]]))
    seen = set(ebb.seen([memory.id for memory in found if memory.kind == "screen"]))
    begin = max(filter(None, (since, last)), default=None)
    return _Found([one for one in found if one.id not in seen], _on_screen(ebb, chosen, begin, until))


def _conversed(ebb: Ebb, since: datetime | None, until: datetime | None, chosen: dict[str, Any]) -> list[Memory]:
    """What was asked and answered in conversations, which no other list of memories holds."""
    turns = ebb.select(since=since, until=until, app=chosen["app"], kinds=("chat",), tags=chosen["tags"])
    return [memory for memory in turns if memory.role]


def _on_screen(ebb: Ebb, chosen: dict[str, Any], since: datetime | None, until: datetime | None) -> Wanted:
    """What was seen within the times, of episodes that pass the other conditions, whenever these began."""
    app, ids = chosen["app"], None
    if chosen["kinds"] and "screen" not in chosen["kinds"]:
        ids = []
    elif chosen["query"] or chosen["tags"]:
        passing = ebb.select(kinds=("screen",), app=app, tags=chosen["tags"])
        passing = _holding(passing, typed([chosen["query"]])) if chosen["query"] else passing
        ids = [memory.id for memory in passing]
    return ebb.screens.wanted(since=since, until=until, app=app, ids=ids)


def _holding(memories: list[Memory], query: str) -> list[Memory]:
    """Keep the memories that hold every word of the query: what only resembles it must not be forgotten."""
    from core.text.words import words

    wanted = set(words(query))
    if not wanted:
        raise UsageError("There is no word in the query.", "Name words that stand in what is to be forgotten.")
    return [memory for memory in memories if wanted <= {*words(memory.title), *words(memory.text)}]


def _show(ebb: Ebb, found: _Found, forever: bool) -> None:
    from ui.cli.lines import preview

    if found.memories:
        say(f"{'Erasing' if forever else 'Forgetting'} {_counted(len(found.memories), 'memory', 'memories')}:")
        for line in preview(found.memories, local_now()):
            say(f"  {line}")
    if found.screens:
        say(f"Erasing what was seen on the screen: {_extent(found.screens)}.")
        for line in preview([ebb.get(id) for id in found.screens.whole], local_now()):
            say(f"  {line}")
        for line in preview([ebb.get(id) for id in found.screens.parts], local_now()):
            say(f"  {line}  (in part; the rest of its text stays)")


def _extent(screens: Wanted) -> str:
    """How much of the screen it is."""
    parts = [_counted(len(screens.whole), "episode", "episodes")] if screens.whole else []
    parts += [f"a part of {_counted(len(screens.parts), 'episode', 'episodes')}"] if screens.parts else []
    parts.append(_counted(screens.frames, "frame", "frames"))
    parts.append(_counted(screens.pictures, "picture", "pictures"))
    parts += [f"{screens.waiting:,} not read yet"] if screens.waiting else []
    return ", ".join(parts)


def _counted(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _agreed(found: _Found, *, by_id: bool, forever: bool) -> bool:
    if can_ask():
        return agreed(_question(found, forever))
    if by_id and not forever and not found.screens:
        return True
    raise UsageError("Nothing was forgotten: there is no terminal to ask on.", "Add --yes to agree beforehand.")


def _question(found: _Found, forever: bool) -> str:
    count = len(found.memories)
    them = "it" if count == 1 else f"these {count:,}"
    if not found.screens:
        return f"Erase {them} for ever?" if forever else f"Forget {them}?"
    if not found.memories or forever:
        return "Erase all of it for ever?"
    return f"Forget {them}, and erase what was seen for ever?"


def _told(found: _Found, gone: list[str], erased: Erased | None) -> dict[str, Any]:
    """What was done, as counts and ids; `screens` only where something was seen."""
    ids = [*gone, *(erased.whole if erased else ())]
    told: dict[str, Any] = {"ids": ids, "count": len(ids), "matched": found.matched}
    if found.screens:
        done = erased or found.screens
        told["screens"] = {"parts": list(done.parts), "frames": done.frames, "pictures": done.pictures}
    return told


def _warn_of_copies(session: Session) -> None:
    """Say which copies of the memory, made before an upgrade or a restored backup, may still hold what was erased."""
    home = session.place()
    copies = sorted(path.name for path in home.root.glob(f"{home.db.name}.before-*"))
    if copies:
        say(f"Older copies in {home.root} may still hold it: {', '.join(copies)}")


def _outcome(found: _Found, gone: list[str], erased: Erased | None, forever: bool) -> str:
    if not found:
        return "Nothing matches; nothing was forgotten."
    if not gone and not erased:
        return "Nothing was forgotten."
    if forever or not gone:
        return "Erased."
    more = " …" if len(gone) > _SHOWN_IDS else ""
    undo = f"Forgotten. Undo with: ebb restore {' '.join(gone[:_SHOWN_IDS])}{more}"
    return f"{undo}\nWhat was seen on the screen is erased." if erased else undo
