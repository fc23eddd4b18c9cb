"""`ebb clipboard`: remembering what is copied, on and off, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode
from core.text.sanitise import shown_line
from ui.cli.command import Family
from ui.cli.output import paint, put, put_json, say
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.home import Home


@click.group(cls=Family, invoke_without_command=True)
@click.pass_context
def clipboard(ctx: click.Context) -> Any:
    """Remember the texts you copy; off until you start it."""
    if ctx.invoked_subcommand is None:
        return ctx.invoke(status)
    return None


@clipboard.command("start")
@click.pass_obj
def start(session: Session) -> ExitCode:
    """Start remembering what is copied, until you stop it or log out."""
    from app.clipboard.launch import start as launch

    new = launch(_prepared(session))
    if session.json:
        put_json({"started": new})
        return ExitCode.DONE
    say("What you copy is remembered from now on." if new else "What you copy is being remembered already.")
    say("  never     what a password manager marks, private windows, what you exclude from `ebb capture`,")
    say("            single words that may be passwords, texts that are very short or very long.")
    say("  masked    cards, keys, tokens, IBANs and passwords.")
    say("  stop      ebb clipboard stop · ebb forget --last 10m")
    return ExitCode.DONE


@clipboard.command("stop")
@click.pass_obj
def stop(session: Session) -> ExitCode:
    """Stop; what was remembered stays."""
    from app.clipboard.launch import stop as end

    was = end(_prepared(session))
    if session.json:
        put_json({"stopped": was})
    else:
        say("What you copy is not remembered any more." if was else "What you copy was not being remembered.")
    return ExitCode.DONE


@clipboard.command("status")
@click.pass_obj
def status(session: Session) -> ExitCode:
    """Say whether copies are remembered, and how it goes."""
    from app.clipboard.launch import status as look

    found = look(session.place())
    state = found.state
    if session.json:
        put_json(
            {
                "running": found.running,
                "pid": state.pid if state and found.running else None,
                "clipboard": state.clipboard if state else None,
                "kept": state.kept if state else 0,
                "last_kept_at": state.last_kept_at.isoformat() if state and state.last_kept_at else None,
                "left_out": state.left_out if state else "",
                "problem": state.problem if state else "",
            }
        )
        return ExitCode.DONE
    put(paint("watching", "good") if found.running else paint("off", "dim"))
    if state and state.problem:
        put(f"  {shown_line(state.problem)}")
    if state:
        since = "since its start" if found.running else "when it last ran"
        put(
            f"  {state.kept:,} remembered {since}"
            + (f", left out: {shown_line(state.left_out)}" if state.left_out else "")
        )
    return ExitCode.DONE


@clipboard.command("run")
@click.pass_obj
def run(session: Session) -> ExitCode:
    """Watch in the foreground until interrupted; what services run."""
    from app.clipboard.watching import run as watch

    watch(_prepared(session))
    return ExitCode.DONE


def _prepared(session: Session) -> Home:
    from app.home import prepare

    return prepare(session.place())
