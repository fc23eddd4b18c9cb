"""`ebb graph`: what is around a memory, the whole in figures, and pictures of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import ExitCode, UsageError
from core.graph.kinds import LOOKS, rank_of
from core.text.sanitise import shown_line
from ui.cli.command import Command
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.progress import Progress
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from app.graphs import Drawn
    from core.graph.neighbourhood import Neighbourhood
    from core.graph.nodes import Node, Tie
    from core.graph.overview import Overview

_KINDS = click.Choice([look.kind for look in LOOKS])
_SHOWN = 12
"""Links of each memory that are printed; --json has them all."""


@click.command(cls=Command)
@click.argument("id", required=False)
@click.option("--steps", type=click.IntRange(1, 4), default=2, show_default=True, help="How many links away to go.")
@click.option("--kind", "kinds", type=_KINDS, multiple=True, metavar="K", help="Only links of this kind; repeatable.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.0, metavar="W", help="Only links at least this strong.")
@click.option("--png", type=click.Path(), metavar="FILE", help="Draw a picture.")
@click.option("--svg", type=click.Path(), metavar="FILE", help="Draw a picture that scales.")
@click.option("--html", type=click.Path(), metavar="FILE", help="Draw a page to move about in; it needs no network.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.pass_obj
def graph(
    session: Session,
    id: str | None,
    steps: int,
    kinds: tuple[str, ...],
    least: float,
    png: str | None,
    svg: str | None,
    html: str | None,
    force: bool,
) -> ExitCode:
    """Show what is around the memory ID, or the whole in figures.

    With --png, --svg or --html it is drawn into a file instead. Kinds are manual, mentions, supersedes, reply, entity,
    similar, time and summarises.
    """
    named = {"png": png, "svg": svg, "html": html}
    files = {format: Path(name).expanduser().absolute() for format, name in named.items() if name}
    for file in files.values():
        if file.is_file() and not force:
            raise UsageError(f"{file} is there already.", "Choose another name, or add --force.")
    with session.open() as ebb:
        if files:
            drawn = [_draw(ebb, file, format, id, steps, kinds, least, force) for format, file in files.items()]
            return _tell(session, drawn)
        if id is not None:
            return _around(session, ebb.graph.neighbourhood(id, steps=steps, kinds=kinds, least=least))
        return _whole(session, ebb.graph.overview(kinds=kinds, least=least))


def _draw(
    ebb: Ebb, file: Path, format: str, id: str | None, steps: int, kinds: tuple[str, ...], least: float, force: bool
) -> Drawn:
    progress = Progress(f"Drawing {format.upper()}")
    try:
        return ebb.graph.picture(
            file, format, id=id, steps=steps, kinds=kinds, least=least, replace=force, progress=progress
        )
    finally:
        progress.end()


def _tell(session: Session, drawn: list[Drawn]) -> ExitCode:
    if session.json:
        put_json({"pictures": [one.to_json() for one in drawn]})
        return ExitCode.DONE
    for one in drawn:
        put(str(one.file))
        say(f"{', '.join(one.notes)}.")
    return ExitCode.DONE


def _around(session: Session, found: Neighbourhood) -> ExitCode:
    if session.json:
        put_json(found.to_json())
    else:
        put("\n".join(tree(found)))
        if not found.nodes:
            say("No links lead from here.")
    return ExitCode.DONE if found.nodes else ExitCode.NOTHING


def tree(found: Neighbourhood) -> Iterator[str]:
    """Give a neighbourhood as a tree: the middle, its links by kind, and below each what it leads on to."""
    nodes = {node.id: node for node in found.nodes}
    ties = found.tree()
    middle = found.centre
    yield paint(shown_line(middle.name, width()), "title")
    yield paint(f"{middle.id}  {middle.kind}, {middle.state}, linked with {middle.degree:,}", "dim")
    first = ties.get(middle.id, [])
    kinds = sorted({tie.kind for tie in first}, key=rank_of)
    for number, kind in enumerate(kinds):
        last = number == len(kinds) - 1
        yield f"{'└─' if last else '├─'} {paint(shown_line(kind), 'tag')}"
        of_kind = [tie for tie in first if tie.kind == kind]
        yield from _branches(of_kind, middle.id, nodes, ties, "   " if last else "│  ", named=False)
    if found.left_out:
        yield paint(f"… and {found.left_out:,} more", "dim")


def _branches(
    found: list[Tie], near: str, nodes: dict[str, Node], ties: dict[str, list[Tie]], lead: str, *, named: bool
) -> Iterator[str]:
    for number, tie in enumerate(found[:_SHOWN]):
        last = number == min(len(found), _SHOWN + 1) - 1
        node = nodes[tie.other(near)]
        kind = f"{shown_line(tie.kind)} " if named else ""
        head = f"{lead}{'└─' if last else '├─'} {kind}{tie.weight:.2f}  "
        room = max(width() - len(head) - len(node.id) - 2, 12)
        yield f"{head}{paint(node.id, 'dim')}  {shown_line(node.name, room)}"
        below = lead + ("   " if last else "│  ")
        if tie.why and not named:
            yield f"{below}{paint(shown_line(tie.why, max(width() - len(below), 12)), 'dim')}"
        yield from _branches(ties.get(node.id, []), node.id, nodes, ties, below, named=True)
    if len(found) > _SHOWN:
        yield f"{lead}└─ {paint(f'{len(found) - _SHOWN:,} more', 'dim')}"


def _whole(session: Session, found: Overview) -> ExitCode:
    if session.json:
        put_json(found.to_json())
    elif found.memories:
        put("\n".join(figures(found)))
    else:
        say("Nothing is remembered yet.")
    return ExitCode.DONE if found.memories else ExitCode.NOTHING


def figures(found: Overview) -> Iterator[str]:
    """Give the whole in figures: what there is, what belongs together, what most links meet in."""
    from ui.cli.lines import table

    kinds = ", ".join(f"{shown_line(kind)} {count:,}" for kind, count in found.kinds.items())
    parts = [("memories", f"{found.memories:,}"), ("links", f"{found.links:,}" + (f" ({kinds})" if kinds else ""))]
    if found.components:
        several = f"in {found.components:,} parts, the largest of {found.largest:,}"
        parts.append(("connected", several if found.components > 1 else f"all {found.largest:,} of them"))
    yield from table(parts)
    if found.communities:
        yield from ("", paint(f"Communities ({found.community_count:,})", "title"))
        for one in found.communities:
            words = ", ".join(one.words)
            yield f"{one.size:>6,}  {words:<30}  {paint(shown_line(one.hubs[0].name, max(width() - 42, 12)), 'dim')}"
    for title, nodes, count in (
        ("Most linked", found.hubs, 0),
        ("Between the others", found.bridges, 0),
        ("Without links", found.orphans, found.orphan_count),
    ):
        if nodes:
            yield from ("", paint(f"{title} ({count:,})" if count else title, "title"))
            for node in nodes:
                name = shown_line(node.name, max(width() - len(node.id) - 10, 12))
                yield f"{node.degree:>6,}  {paint(node.id, 'dim')}  {name}"
