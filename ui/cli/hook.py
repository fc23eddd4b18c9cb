"""`ebb hook`: what a shell reads to have its commands remembered, and the taking in of what it left."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from core.errors import ExitCode
from ui.cli.command import Family
from ui.cli.output import put, put_json, say
from ui.cli.session import Session

_LINES = {
    "bash": 'eval "$(ebb hook bash)"   # at the end of ~/.bashrc',
    "zsh": 'eval "$(ebb hook zsh)"   # in ~/.zshrc',
    "fish": "ebb hook fish | source   # in ~/.config/fish/config.fish",
}


@click.group(cls=Family, epilog="\b\n" + "\n".join(_LINES.values()))
def hook() -> None:
    """Remember the commands that you run in a shell.

    Only in a shell that reads one of the lines below. What you run in one folder becomes one memory, half an hour
    after the last command: as typed, without passwords and keys, with what failed and how. A command that begins with
    a blank is left out; EBB_HOOK=off turns it off.
    """


@hook.command("bash")
@click.pass_obj
def bash(session: Session) -> ExitCode:
    """Print what bash (5 or newer) reads."""
    return _print(session, "bash")


@hook.command("zsh")
@click.pass_obj
def zsh(session: Session) -> ExitCode:
    """Print what zsh reads."""
    return _print(session, "zsh")


@hook.command("fish")
@click.pass_obj
def fish(session: Session) -> ExitCode:
    """Print what fish reads."""
    return _print(session, "fish")


@hook.command("take")
@click.option("--all", "everything", is_flag=True, help="Also what you are still at.")
@click.pass_obj
def take(session: Session, everything: bool) -> ExitCode:
    """Take in now what the shells left.

    They do so themselves every ten minutes.
    """
    from app.shell.taking import take as take_in

    with session.open() as ebb:
        ids = take_in(ebb, everything=everything)
    if session.json:
        put_json({"ids": ids, "count": len(ids)})
    else:
        for id in ids:
            put(id)
        if not ids:
            say("There was nothing to take in.")
    return ExitCode.DONE if ids else ExitCode.NOTHING


def _print(session: Session, shell: str) -> ExitCode:
    """The snippet for this home; its folder for commands is made, so that the shell need not."""
    from app.home import prepare, unwritable
    from app.shell.snippets import snippet
    from app.shell.taking import spool

    home = prepare(session.place())
    try:
        folder = spool(home)
    except OSError as error:
        raise unwritable(home, error) from error
    called = shutil.which(sys.argv[0]) if sys.argv[0] else None
    command = [str(Path(called).absolute())] if called else ["ebb"]
    put(snippet(shell, str(folder), [*command, "--home", str(home.root)]).rstrip("\n"))
    return ExitCode.DONE
