"""`ebb quarantine`: what agents want remembered, for the person to keep or drop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from core.errors import EbbError, ExitCode
from core.text.sanitise import shown, shown_line
from ui.cli.command import Family
from ui.cli.lines import page, wrapped
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.mcp.agents import Draft

_TEXT = 300
_IDS = click.argument("ids", nargs=-1, required=True, metavar="ID…")


@click.group(cls=Family, invoke_without_command=True)
@click.pass_context
def quarantine(ctx: click.Context) -> Any:
    """Keep or drop what agents want remembered."""
    if ctx.invoked_subcommand is None:
        return ctx.invoke(list_)
    return None


@quarantine.command("list")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, metavar="N", show_default=True, help="How many at most."
)
@click.pass_obj
def list_(session: Session, limit: int = 50) -> ExitCode:
    """List the drafts that wait, oldest first."""
    with session.open() as ebb:
        found, count = ebb.agents.waiting(limit), ebb.agents.count_waiting()
    if session.json:
        put_json({"drafts": [one.to_json() for one in found], "count": count})
    elif found:
        put("\n\n".join("\n".join(_lines(one)) for one in found))
        say(f"{count:,} {'waits' if count == 1 else 'wait'}. 'ebb quarantine keep ID' remembers, 'drop ID' does not.")
    else:
        say("Nothing waits.")
    return ExitCode.DONE if found else ExitCode.NOTHING


@quarantine.command("show")
@click.argument("id", metavar="ID")
@click.pass_obj
def show(session: Session, id: str) -> ExitCode:
    """Show one draft in full."""
    with session.open() as ebb:
        draft = ebb.agents.draft(id)
    if session.json:
        put_json(draft.to_json())
        return ExitCode.DONE
    put("\n".join(_head(draft)))
    put()
    put(page(shown(draft.text).rstrip("\n")))
    return ExitCode.DONE


@quarantine.command("keep")
@_IDS
@click.pass_obj
def keep(session: Session, ids: tuple[str, ...]) -> int:
    """Remember drafts; they say that an agent wrote them."""
    with session.open() as ebb:
        return _each(session, "kept", "Remembered", ids, ebb.agents.keep)


@quarantine.command("drop")
@_IDS
@click.pass_obj
def drop(session: Session, ids: tuple[str, ...]) -> int:
    """Let drafts go, for good."""
    with session.open() as ebb:
        return _each(session, "dropped", "Dropped", ids, lambda id: ebb.agents.drop(id).id)


def _each(session: Session, name: str, did: str, ids: tuple[str, ...], work: Callable[[str], str]) -> int:
    """Decide each of them; one that does not wait is told, the rest goes on."""
    done: list[str] = []
    code = ExitCode.DONE
    for id in dict.fromkeys(ids):
        try:
            done.append(work(id))
        except EbbError as error:
            say(f"ebb: {shown_line(str(error))}")
            code = error.exit_code
    if session.json:
        put_json({name: done, "count": len(done)})
    elif done:
        say(f"{did}: {', '.join(done)}")
    return code


def _lines(draft: Draft) -> Iterator[str]:
    yield from _head(draft)
    yield from (f"    {line}" for line in wrapped(shown_line(draft.text, _TEXT), width() - 4))


def _head(draft: Draft) -> Iterator[str]:
    """The id, who handed it in and when, its title and tags."""
    yield f"{draft.id}  {paint(f'{shown_line(draft.client, 40)}, {draft.at.astimezone():%Y-%m-%d %H:%M}', 'dim')}"
    tags = "".join(f"  #{shown_line(tag)}" for tag in draft.tags)
    if draft.title or tags:
        yield f"    {paint(shown_line(draft.title), 'title')}{paint(tags, 'tag')}"
    if draft.occurred_at:
        yield f"    of {draft.occurred_at.astimezone():%Y-%m-%d %H:%M}"
