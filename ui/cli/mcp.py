"""`ebb mcp`: the memory for other programs' agents, on stdin and stdout; and the account of what they asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from core.errors import ExitCode
from core.text.sanitise import shown_line
from ui.cli.command import Command
from ui.cli.output import paint, put, put_json, say, terminal, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.mcp.agents import Asked

PROGRAMS = ("claude", "claude-code", "cursor", "vscode", "zed", "codex")


@click.command(cls=Command)
@click.option("--client", metavar="NAME", help="Whose scope holds: [mcp.clients.NAME] of config.toml.")
@click.option("--print-config", "program", type=click.Choice(PROGRAMS), help="Print what to paste into a program.")
@click.option("--log", is_flag=True, help="List what agents asked for, newest first; with --client one client's.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, metavar="N", show_default=True, help="How many at most."
)
@click.pass_obj
def mcp(session: Session, client: str | None, program: str | None, log: bool, limit: int) -> ExitCode:
    """Let another program's agent ask this memory.

    The program starts this itself and talks to it on stdin and stdout (Model Context Protocol); no port is opened.
    Unless config.toml says otherwise, agents read notes, talks and documents, and change nothing.
    """
    if program:
        return _print_config(session, program, client)
    if log:
        return _print_log(session, client, limit)
    return _serve(session, client)


def _serve(session: Session, client: str | None) -> ExitCode:
    import sys

    from app import Ebb
    from app.mcp.server import serve
    from app.mcp.session import Session as Serving

    if terminal(sys.stdin):
        say("Programs start this and talk to it; ^C ends it. See: ebb mcp --print-config claude")
    with Ebb.open(session.home, profile=session.profile, background=False) as ebb:
        serve(Serving(ebb, client))
    return ExitCode.DONE


def _print_config(session: Session, program: str, client: str | None) -> ExitCode:
    from app.mcp.scopes import check_name
    from app.mcp.snippets import snippet

    name = client or program
    check_name(name)
    text, place = snippet(program, name, session.home, session.profile)
    put(text)
    say(f"{place}. What it may see: [mcp.clients.{name}] in {shown_line(str(session.place().config))}")
    return ExitCode.DONE


def _print_log(session: Session, client: str | None, limit: int) -> ExitCode:
    with session.open() as ebb:
        found = ebb.agents.calls(limit, client)
    if session.json:
        put_json({"calls": [one.to_json() for one in found]})
    elif found:
        put("\n".join(line for one in found for line in _lines(one)))
    else:
        say("No agent has asked for anything." if client is None else "This client has asked for nothing.")
    return ExitCode.DONE if found else ExitCode.NOTHING


def _lines(one: Asked) -> Iterator[str]:
    """When, who, which tool with what, how many memories went out; below it why nothing did, where it was refused."""
    when = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
    head = f"{when}  {shown_line(one.client, 20)}  {shown_line(one.tool, 20)}"
    tail = f"  {one.memories:,} out, {one.ms:,.0f} ms"
    given = "" if one.arguments == "{}" else f"  {shown_line(one.arguments, max(10, width() - len(head + tail) - 2))}"
    yield f"{head}{given}{paint(tail, 'dim')}"
    if one.outcome != "done":
        yield f"    {paint(shown_line(one.outcome, width() - 4), 'warn')}"
