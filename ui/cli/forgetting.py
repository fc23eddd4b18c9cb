"""`ebb forget` and `ebb restore`: nothing goes without having been shown, and everything not erased comes back."""

from __future__ import annotations

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
    from core.memory import Memory

_SHOWN_IDS = 3


@click.command(cls=Command)
@click.argument("ids", metavar="[ID...]", nargs=-1)
@click.option("--last", metavar="SPAN", help="What was taken in during the last 10m, 2h, 3d or 1w.")
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
    unless --forever was given.
    """
    with session.open() as ebb:
        memories = _chosen(ebb, ids, chosen)
        gone: list[str] = []
        if memories:
            _show(memories, forever)
            if not dry_run and (yes or _agreed(by_id=bool(ids), forever=forever, count=len(memories))):
                gone = ebb.forget([memory.id for memory in memories], forever=forever)
    if session.json:
        matched = [memory.id for memory in memories]
        put_json({"ids": gone, "count": len(gone), "matched": matched, "forever": forever, "dry_run": dry_run})
    elif gone:
        put("\n".join(gone))
    say(_outcome(len(memories), gone, forever))
    if gone and forever:
        _warn_of_copies(session)
    return ExitCode.DONE if memories else ExitCode.NOTHING


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


def _chosen(ebb: Ebb, ids: tuple[str, ...], chosen: dict[str, Any]) -> list[Memory]:
    given = [value for value in chosen.values() if value not in (None, ())]
    if "" in given:
        raise UsageError("An option is empty, so it cannot say what to forget.", "Give it a value or leave it out.")
    if bool(ids) == bool(given):
        raise UsageError("Name memories by id, or choose them with options, but not both.", "See 'ebb forget --help'.")
    if ids:
        return [ebb.get(id) for id in dict.fromkeys(ids)]
    from core.text.times import duration

    now = local_now()
    since, until = moment(chosen["since"], now), moment(chosen["until"], now, end=True)
    found = ebb.select(since=since, until=until, app=chosen["app"], kinds=chosen["kinds"], tags=chosen["tags"])
    if chosen["last"]:
        recent = {memory.id for memory in ebb.recorded_since(now - duration(chosen["last"]))}
        found = [memory for memory in found if memory.id in recent]
    return _holding(found, typed([chosen["query"]])) if chosen["query"] else found


def _holding(memories: list[Memory], query: str) -> list[Memory]:
    """Keep the memories that hold every word of the query: what only resembles it must not be forgotten."""
    from core.text.words import words

    wanted = set(words(query))
    if not wanted:
        raise UsageError("There is no word in the query.", "Name words that stand in what is to be forgotten.")
    return [memory for memory in memories if wanted <= {*words(memory.title), *words(memory.text)}]


def _show(memories: list[Memory], forever: bool) -> None:
    from ui.cli.lines import preview

    count = f"{len(memories):,} {'memory' if len(memories) == 1 else 'memories'}"
    say(f"{'Erasing' if forever else 'Forgetting'} {count}:")
    for line in preview(memories, local_now()):
        say(f"  {line}")


def _agreed(*, by_id: bool, forever: bool, count: int) -> bool:
    if can_ask():
        them = "it" if count == 1 else f"these {count:,}"
        return agreed(f"Erase {them} for ever?" if forever else f"Forget {them}?")
    if by_id and not forever:
        return True
    raise UsageError("Nothing was forgotten: there is no terminal to ask on.", "Add --yes to agree beforehand.")


def _warn_of_copies(session: Session) -> None:
    """Say which copies of the memory, made before an upgrade or a restored backup, may still hold what was erased."""
    home = session.place()
    copies = sorted(path.name for path in home.root.glob(f"{home.db.name}.before-*"))
    if copies:
        say(f"Older copies in {home.root} may still hold it: {', '.join(copies)}")


def _outcome(matched: int, gone: list[str], forever: bool) -> str:
    if not matched:
        return "Nothing matches; nothing was forgotten."
    if not gone:
        return "Nothing was forgotten."
    if forever:
        return "Erased."
    more = " …" if len(gone) > _SHOWN_IDS else ""
    return f"Forgotten. Undo with: ebb restore {' '.join(gone[:_SHOWN_IDS])}{more}"
